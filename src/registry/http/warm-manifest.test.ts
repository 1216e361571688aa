import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { seconds } from '../../platform/clock.ts'
import type { PullAnswer } from '../access/access-source.ts'
import { forgetDecisions } from '../forget-decisions.ts'
import { placeImage } from '../place-image.ts'
import { Client } from '../testing/client.ts'
import { type RegistryBench, registryBench } from '../testing/registry-bench.ts'
import { asksOverNetwork, asksTheLongWay, lasting, warmAnswers } from '../testing/warm-answers.ts'
import { writeAccessLog } from '../write-access-log.ts'

const yes: PullAnswer = {
  allowed: true,
  via: 'plan',
  customerClass: 'paid',
  productId: '00000000-0000-7000-8000-000000000001',
}
const no: PullAnswer = { allowed: false, refusal: { reason: 'purchase_required', text: 'Widget needs a paid plan' } }

let bench: RegistryBench
let digest: string
let token: string
const published = '/v2/store/acme/widget/manifests/1.0.0'

beforeAll(async () => {
  bench = await registryBench({ limits: { accountPulls: 50 } })
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.reset()
  await bench.app.listen({ host: '127.0.0.1', port: 0 })
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
  bench.members.set('otter', { password: 'secret' })
  digest = await new Client(bench, 'ada').pushesImage('acme/widget', '1.0.0')
  await placeImage(bench.context(), {
    from: { repository: 'acme/widget', digest },
    to: { repository: 'store/acme/widget', tag: '1.0.0' },
  })
  bench.decide = () => yes
  token = await new Client(bench, 'otter').token('repository:store/acme/widget:pull')
})

const ask = (method: 'GET' | 'HEAD', path: string, headers: Record<string, string> = {}) =>
  asksOverNetwork(bench, method, path, { ...bearer(), ...headers })
const askTheLongWay = (method: 'GET' | 'HEAD', path: string) => asksTheLongWay(bench, method, path, bearer())
const bearer = () => ({ authorization: `Bearer ${token}` })
const answeredFromMemory = () => warmAnswers('manifest')

describe('a manifest that is remembered', () => {
  test('is answered from memory as it is the long way, to the last header and byte', async () => {
    for (const path of [published, `/v2/store/acme/widget/manifests/${digest}`]) {
      for (const method of ['GET', 'HEAD'] as const) {
        const long = lasting(await askTheLongWay(method, path))
        const before = await answeredFromMemory()
        const short = await ask(method, path)
        expect(await answeredFromMemory()).toBe(before + 1)
        expect(lasting(short)).toEqual(long)
        expect(short.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
      }
    }
  })

  test('needs no database and no licensing while it is asked for', async () => {
    await ask('GET', published)
    const { asked } = bench
    for (let time = 0; time < 20; time++) expect((await ask('GET', published)).status).toBe(200)
    expect(bench.asked).toBe(asked)
  })

  test('is counted like any other pull', async () => {
    for (let time = 0; time < 4; time++) await ask('GET', published, { 'user-agent': 'docker/29' })
    await writeAccessLog(bench.context())
    const { rows } = await bench.database.execute('SELECT action, times, tag, client, account_name FROM pull_event')
    expect(rows).toEqual([
      { action: 'pull_by_tag', times: 4, tag: '1.0.0', client: 'docker/29', account_name: 'otter' },
    ])
  })

  test('is asked for again after two seconds, and a refusal ends it after five at the latest', async () => {
    await ask('GET', published)
    bench.decide = () => no
    expect((await ask('GET', published)).status).toBe(200)
    bench.clock.advance(seconds(5))
    const refused = await ask('GET', published)
    expect([refused.status, refused.body.toString()]).toEqual([403, expect.stringContaining('needs a paid plan')])
  })

  test('is refused at once when the right is gone and the news of it came', async () => {
    await ask('GET', published)
    bench.decide = () => no
    await forgetDecisions(bench.context(), { accountId: bench.accountId('otter') })
    expect((await ask('GET', published)).status).toBe(403)
  })

  test('counts against the limits, says what is left, and is refused when nothing is', async () => {
    await ask('GET', published)
    const second = await ask('GET', published)
    expect([second.headers['ratelimit-limit'], second.headers['ratelimit-remaining']]).toEqual([
      '50;w=21600',
      '48;w=21600',
    ])
    for (let time = 0; time < 48; time++) await ask('GET', published)
    const refused = await ask('GET', published)
    expect([refused.status, refused.body.toString()]).toEqual([429, expect.stringContaining('TOOMANYREQUESTS')])
    expect((await ask('HEAD', published)).status).toBe(200)
  })

  test('takes the long way for whatever is unusual', async () => {
    await ask('GET', published)
    const before = await answeredFromMemory()
    expect((await ask('GET', published, { 'if-none-match': `"${digest}"` })).status).toBe(304)
    expect((await ask('GET', published, { authorization: 'Bearer nonsense' })).status).toBe(401)
    expect((await ask('GET', published, { authorization: '' })).status).toBe(401)
    expect((await ask('GET', `${published}?x=1`)).status).toBe(200)
    expect((await ask('GET', '/v2/store/acme/widget/manifests/2.0.0')).status).toBe(404)
    expect((await ask('GET', '/v2/store/acme/other/manifests/1.0.0')).status).toBe(401)
    expect(await answeredFromMemory()).toBe(before)
  })

  test('with a warning is told with it', async () => {
    bench.decide = () => ({ ...yes, warning: 'Widget is on hold' })
    for (let time = 0; time < 3; time++)
      expect((await ask('GET', published)).headers.warning).toBe('299 - "Widget is on hold"')
  })
})

test('a tag that moves in staging is seen at once, from memory or not', async () => {
  const ada = new Client(bench, 'ada')
  token = await ada.token('repository:acme/widget:pull')
  const path = '/v2/acme/widget/manifests/latest'
  for (const text of ['one', 'two', 'three']) {
    const pushed = await ada.pushesImage('acme/widget', 'latest', text)
    for (let time = 0; time < 3; time++) expect((await ask('GET', path)).headers['docker-content-digest']).toBe(pushed)
  }
  const remover = await new Client(bench, 'ada').request('DELETE', path)
  expect([remover.statusCode, (await ask('GET', path)).status]).toEqual([202, 404])
})
