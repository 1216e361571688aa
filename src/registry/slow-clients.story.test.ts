import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { digestOf } from './domain/digest.ts'
import { Client } from './testing/client.ts'
import { listeningBench } from './testing/listening-bench.ts'
import type { RegistryBench } from './testing/registry-bench.ts'

const octets = 'application/octet-stream'
let bench: RegistryBench & { readonly host: string }
const opened: Socket[] = []

beforeAll(async () => {
  bench = await listeningBench({ patience: { headers: 400, silence: 700 } })
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
})
afterAll(async () => {
  for (const socket of opened) socket.destroy()
  await bench.close()
})

/** A connection on which somebody says something; answers what comes back until it is closed. */
function says(text: string): { socket: Socket; ended: Promise<string> } {
  const [host, port] = bench.host.split(':')
  const socket = connect(Number(port), host)
  opened.push(socket)
  let heard = ''
  socket.on('data', (chunk) => {
    heard += String(chunk)
  })
  socket.on('error', () => {})
  socket.write(text)
  return { socket, ended: once(socket, 'close').then(() => heard) }
}

test('who never comes to the end of the headers is sent away; two hundred of them keep nobody from being served', async () => {
  const drippers = Array.from({ length: 200 }, () => says('GET /v2/ HTTP/1.1\r\nHost: store\r\n'))
  const drip = setInterval(() => {
    for (const { socket } of drippers) if (socket.writable) socket.write('X-More: of this\r\n')
  }, 50)
  const served = await fetch(`http://${bench.host}/v2/`)
  expect(served.status).toBe(401)
  const answers = await Promise.all(drippers.map(({ ended }) => ended))
  clearInterval(drip)
  expect(new Set(answers.map((answer) => answer.split('\r\n')[0]))).toEqual(new Set(['HTTP/1.1 408 Request Timeout']))
})

test('while one request sends, another one for the same upload is told to wait', async () => {
  const ada = new Client(bench, 'ada')
  const location = String((await ada.request('POST', '/v2/acme/widget/blobs/uploads/')).headers.location)
  const authorization = `Bearer ${await ada.token('repository:acme/widget:pull,push')}`
  const head = [`PATCH ${location} HTTP/1.1`, `Host: ${bench.host}`, `Authorization: ${authorization}`]
  const { socket, ended } = says(`${head.join('\r\n')}\r\nContent-Length: 1000000\r\n\r\n`)
  const drip = setInterval(() => socket.writable && socket.write('some more bytes'), 50)
  const others = () => ada.raw('PATCH', location, { headers: { authorization, 'content-type': octets }, body: 'x' })
  await expect.poll(async () => (await others()).statusCode, { timeout: 20_000 }).toBe(409)
  const { errors } = (await others()).json<{ errors: { code: string; message: string }[] }>()
  expect(errors[0]).toMatchObject({ code: 'BLOB_UPLOAD_INVALID', message: expect.stringContaining('Another request') })
  clearInterval(drip)
  socket.destroy()
  await ended
})

test('an upload that falls silent is let go; what had arrived stays, and it goes on from there', async () => {
  const ada = new Client(bench, 'ada')
  const content = Buffer.alloc(300_000, 'slowly')
  const location = String((await ada.request('POST', '/v2/acme/widget/blobs/uploads/')).headers.location)
  const authorization = `Bearer ${await ada.token('repository:acme/widget:pull,push')}`
  const head = [`PATCH ${location} HTTP/1.1`, `Host: ${bench.host}`, `Authorization: ${authorization}`]
  const { socket, ended } = says(`${head.join('\r\n')}\r\nContent-Length: ${content.length}\r\n\r\n`)
  socket.write(content.subarray(0, 100_000))
  await ended

  const arrived = async () => {
    const { headers } = await ada.raw('GET', location, { headers: { authorization } })
    return Number(String(headers.range).split('-')[1]) + 1
  }
  for (let looks = 0; (await arrived()) < 100_000 && looks < 100; looks++) await wait(50)
  expect(await arrived()).toBe(100_000)
  const digest = digestOf(content)
  const rest = await ada.raw('PUT', `${location}?digest=${digest}`, {
    headers: { authorization, 'content-type': octets },
    body: content.subarray(100_000),
  })
  expect(rest.statusCode).toBe(201)
  expect(digestOf((await ada.request('GET', `/v2/acme/widget/blobs/${digest}`)).rawPayload)).toBe(digest)
})
