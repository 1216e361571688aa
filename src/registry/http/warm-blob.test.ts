import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { seconds } from '../../platform/clock.ts'
import type { PullAnswer } from '../access/access-source.ts'
import { forgetDecisions } from '../forget-decisions.ts'
import { placeImage } from '../place-image.ts'
import { Client } from '../testing/client.ts'
import { type RegistryBench, registryBench } from '../testing/registry-bench.ts'
import { asksOverNetwork, asksTheLongWay, lasting, warmAnswers } from '../testing/warm-answers.ts'

const yes: PullAnswer = { allowed: true, via: 'plan', customerClass: 'free' }

let bench: RegistryBench
let layer: string
let path: string
let token: string

beforeAll(async () => {
  bench = await registryBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.reset()
  await bench.app.listen({ host: '127.0.0.1', port: 0 })
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
  bench.members.set('otter', { password: 'secret' })
  const ada = new Client(bench, 'ada')
  const digest = await ada.pushesImage('acme/widget', '1.0.0')
  await placeImage(bench.context(), {
    from: { repository: 'acme/widget', digest },
    to: { repository: 'store/acme/widget', tag: '1.0.0' },
  })
  const manifest = await ada.request('GET', `/v2/acme/widget/manifests/${digest}`)
  layer = manifest.json<{ layers: { digest: string }[] }>().layers[0]?.digest ?? ''
  path = `/v2/store/acme/widget/blobs/${layer}`
  bench.decide = () => yes
  token = await new Client(bench, 'otter').token('repository:store/acme/widget:pull')
})

const ask = (method: 'GET' | 'HEAD', at: string, headers: Record<string, string> = {}) =>
  asksOverNetwork(bench, method, at, { ...bearer(), ...headers })
const bearer = () => ({ authorization: `Bearer ${token}` })
const answeredFromMemory = () => warmAnswers('blob')

describe('a blob whose size is remembered', () => {
  test('is answered as it is the long way, to the last header and byte', async () => {
    for (const method of ['GET', 'HEAD'] as const) {
      const long = lasting(await asksTheLongWay(bench, method, path, bearer()))
      const before = await answeredFromMemory()
      const short = await ask(method, path)
      expect(await answeredFromMemory()).toBe(before + 1)
      expect(lasting(short)).toEqual(long)
      expect(short.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  test('is refused at once when its listing was blocked and the news came, and after five seconds when they did not', async () => {
    await ask('GET', path)
    bench.blocked.add('store/acme/widget')
    bench.decide = () => ({ allowed: false, refusal: { reason: 'revoked', text: 'Widget was revoked' } })
    expect((await ask('GET', path)).status).toBe(200)
    bench.clock.advance(seconds(5))
    const late = await ask('GET', path)
    expect([late.status, late.body.toString()]).toEqual([403, expect.stringContaining('Widget was revoked')])

    bench.blocked.clear()
    bench.decide = () => yes
    await forgetDecisions(bench.context(), {})
    expect((await ask('GET', path)).status).toBe(200)
    bench.blocked.add('store/acme/widget')
    bench.decide = () => ({ allowed: false, refusal: { reason: 'revoked', text: 'Widget was revoked' } })
    await forgetDecisions(bench.context(), {})
    expect((await ask('GET', path)).status).toBe(403)
  })

  test('takes the long way for whatever is unusual', async () => {
    await ask('GET', path)
    const before = await answeredFromMemory()
    const part = await ask('GET', path, { range: 'bytes=0-3' })
    expect([part.status, part.body.length]).toEqual([206, 4])
    expect((await ask('GET', path, { 'if-none-match': `"${layer}"` })).status).toBe(304)
    expect((await ask('GET', path, { authorization: 'Bearer nonsense' })).status).toBe(401)
    expect((await ask('GET', path, { authorization: '' })).status).toBe(401)
    expect((await ask('GET', `${path}?x=1`)).status).toBe(200)
    expect((await ask('GET', `/v2/store/acme/other/blobs/${layer}`)).status).toBe(401)
    expect(await answeredFromMemory()).toBe(before)
  })

  test('is looked up anew for who may push: they are about to rely on it', async () => {
    token = await new Client(bench, 'ada').token('repository:acme/widget:pull,push')
    const before = await answeredFromMemory()
    for (let time = 0; time < 2; time++) expect((await ask('HEAD', `/v2/acme/widget/blobs/${layer}`)).status).toBe(200)
    expect(await answeredFromMemory()).toBe(before)
  })

  test('and whose bytes are gone is answered the long way', async () => {
    await ask('GET', path)
    const hex = layer.slice('sha256:'.length)
    await rm(join(bench.directory, 'sha256', hex.slice(0, 2), hex))
    const lost = await ask('GET', path)
    expect([lost.status, lost.headers['content-type']]).toEqual([503, expect.stringContaining('application/json')])
    expect(lasting(lost)).toEqual(lasting(await asksTheLongWay(bench, 'GET', path, bearer())))
  })
})
