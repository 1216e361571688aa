import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hours, seconds } from '../platform/clock.ts'
import { Client } from './testing/client.ts'
import { type RegistryBench, registryBench } from './testing/registry-bench.ts'

let bench: RegistryBench

beforeAll(async () => {
  bench = await registryBench({
    limits: { anonymousPulls: 3, accountPulls: 5, addressRequests: 2, accountRequests: 4 },
  })
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.reset()
  bench.members.set('olga', { password: 'o', roles: ['operator'] })
  bench.members.set('otter', { password: 'w' })
})

const manifest = '/v2/library/widget/manifests/1.0.0'

/** One request with a token that is fetched once. */
async function holder(name?: string) {
  const client = new Client(bench, name)
  const authorization = `Bearer ${await client.token('repository:library/widget:pull')}`
  return (method: 'GET' | 'HEAD', url = manifest) => client.raw(method, url, { headers: { authorization } })
}

describe('pulls are counted over six hours', () => {
  beforeEach(async () => {
    await new Client(bench, 'olga').pushesImage('library/widget', '1.0.0')
    bench.clock.advance(hours(6))
  })

  test('an address without a login has its number, is told what is left, and then when to come back', async () => {
    const pulls = await holder()
    const first = await pulls('GET')
    expect(first.statusCode).toBe(200)
    expect(first.headers).toMatchObject({
      'ratelimit-limit': '3;w=21600',
      'ratelimit-remaining': '2;w=21600',
      'docker-ratelimit-source': '127.0.0.1',
    })
    await pulls('GET')
    await pulls('GET')
    bench.clock.advance(hours(1))
    const refused = await (await holder())('GET')
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toMatchObject({
      errors: [{ code: 'TOOMANYREQUESTS', message: expect.stringMatching(/docker login localhost:8080 .* 5 hours/) }],
    })
    expect(refused.headers).toMatchObject({ 'retry-after': '18000', 'ratelimit-remaining': '0;w=21600' })
    bench.clock.advance(hours(5))
    expect((await (await holder())('GET')).statusCode).toBe(200)
  })

  test('asking with HEAD whether something is new costs nothing', async () => {
    const pulls = await holder()
    for (let i = 0; i < 6; i++) {
      bench.clock.advance(seconds(1))
      const looked = await pulls('HEAD')
      expect([looked.statusCode, looked.headers['ratelimit-remaining']]).toEqual([200, '3;w=21600'])
    }
  })

  test('an account has a number of its own, wherever it comes from', async () => {
    const stranger = await holder()
    const otter = await holder('otter')
    for (let i = 0; i < 3; i++) await stranger('GET')
    bench.clock.advance(seconds(60))
    for (let left = 4; left >= 0; left--)
      expect((await otter('GET')).headers['ratelimit-remaining']).toBe(`${left};w=21600`)
    const refused = await otter('GET')
    expect([refused.statusCode, refused.json().errors[0].message]).toEqual([429, expect.not.stringContaining('login')])
  })
})

describe('requests are counted by the second', () => {
  test('after the burst of an address the token endpoint asks for patience, in both forms that clients read', async () => {
    const client = new Client(bench)
    for (let i = 0; i < 40; i++) expect((await client.askToken([])).statusCode).toBe(200)
    const refused = await client.askToken([])
    expect(refused.statusCode).toBe(429)
    expect(refused.headers).toMatchObject({ 'retry-after': '1', 'ratelimit-limit': '2;w=1' })
    expect(refused.json()).toMatchObject({
      details: expect.stringMatching(/Wait 1 s/),
      errors: [{ code: 'TOOMANYREQUESTS' }],
    })
    bench.clock.advance(seconds(1))
    expect((await client.askToken([])).statusCode).toBe(200)
  })

  test('requests without a token, and with one that is none, count for the address', async () => {
    const client = new Client(bench)
    for (let i = 0; i < 20; i++) {
      expect((await client.raw('GET', '/v2/')).statusCode).toBe(401)
      expect((await client.raw('GET', '/v2/', { headers: { authorization: 'Bearer x.y.z' } })).statusCode).toBe(401)
    }
    const refused = await client.raw('GET', '/v2/')
    expect([refused.statusCode, refused.json().errors[0].code]).toEqual([429, 'TOOMANYREQUESTS'])
  })

  test('who has a network of IPv6 addresses has the number of one; an IPv4 address written as IPv6 is the same', async () => {
    const from = async (remoteAddress: string) => (await bench.app.inject({ url: '/v2/', remoteAddress })).statusCode
    for (let i = 1; i <= 40; i++) expect(await from(`2001:db8:1:2::${i.toString(16)}`)).toBe(401)
    expect(await from('2001:db8:1:2:ffff::1')).toBe(429)
    expect(await from('2001:db8:1:3::1')).toBe(401)
    for (let i = 0; i < 40; i++) expect(await from('198.51.100.7')).toBe(401)
    expect(await from('::ffff:198.51.100.7')).toBe(429)
  })

  test('an account that is busy does not slow down the address it shares', async () => {
    const otter = await holder('otter')
    const statuses = new Set<number>()
    for (let i = 0; i < 81; i++) statuses.add((await otter('GET', '/v2/')).statusCode)
    expect([...statuses]).toEqual([200, 429])
    expect((await (await holder())('GET', '/v2/')).statusCode).toBe(200)
  })
})
