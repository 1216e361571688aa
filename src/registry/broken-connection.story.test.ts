import { request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { digestOf } from './domain/digest.ts'
import { Client } from './testing/client.ts'
import { listeningBench } from './testing/listening-bench.ts'
import type { RegistryBench } from './testing/registry-bench.ts'

let bench: RegistryBench & { readonly host: string }

beforeAll(async () => {
  bench = await listeningBench()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
})
afterAll(() => bench.close())

test('a connection that breaks in the middle of a layer loses nothing that had arrived', async () => {
  const ada = new Client(bench, 'ada')
  const content = Buffer.alloc(3_000_000, 'abcdefg')
  const location = String((await ada.request('POST', '/v2/acme/widget/blobs/uploads/')).headers.location)
  const authorization = `Bearer ${await ada.token('repository:acme/widget:pull,push')}`
  await sendsAndBreaksOff(location, authorization, content.subarray(0, 2_000_000))

  const arrived = await progress(ada, location)
  expect(arrived).toBeGreaterThan(0)
  const rest = await ada.raw('PUT', `${location}?digest=${digestOf(content)}`, {
    headers: { authorization, 'content-type': 'application/octet-stream' },
    body: content.subarray(arrived),
  })
  expect(rest.statusCode).toBe(201)
  const whole = await ada.request('GET', `/v2/acme/widget/blobs/${digestOf(content)}`)
  expect(digestOf(whole.rawPayload)).toBe(digestOf(content))
})

/** Says that more will come, sends this, and is gone. */
function sendsAndBreaksOff(location: string, authorization: string, bytes: Buffer): Promise<void> {
  const [host, port] = bench.host.split(':')
  return new Promise((resolve) => {
    const headers = { authorization, 'content-type': 'application/octet-stream', 'content-length': 3_000_000 }
    const sent = request({ host, port, method: 'PATCH', path: location, headers })
    sent.on('error', () => resolve())
    sent.write(bytes, () => setTimeout(() => sent.destroy(new Error('the cable is out')), 200))
  })
}

/** How many bytes the store has; waits until it has noticed that the connection is gone. */
async function progress(client: Client, location: string): Promise<number> {
  let before = -1
  for (;;) {
    const { headers } = await client.request('GET', location)
    const size = Number(String(headers.range).split('-')[1]) + 1
    if (size === before && size > 1) return size
    before = size
    await wait(50)
  }
}
