import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Client } from '../testing/client.ts'
import { person, type RegistryBench, registryBench } from '../testing/registry-bench.ts'

let bench: RegistryBench
let digest: string

beforeAll(async () => {
  bench = await registryBench()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
  bench.members.set('vic', { password: 'secret', namespaces: { acme: 'viewer' } })
  digest = await new Client(bench, 'ada').pushesImage('acme/widget', '1.0.0')
})
afterAll(() => bench.close())

async function get(path: string, actor = person('ada')) {
  bench.signedIn = actor
  const answer = await bench.app.inject({ url: `/api/v1${path}` })
  return { status: answer.statusCode, body: answer.json() }
}

describe('the publisher portal', () => {
  test('lists repositories and tags', async () => {
    const at = bench.clock.now().toISOString()
    expect(await get('/repositories?namespace=acme')).toMatchObject({
      status: 200,
      body: { items: [{ name: 'acme/widget', tagCount: 1, pushedAt: at, private: true }] },
    })
    expect(await get('/tags?repository=acme/widget', person('vic'))).toMatchObject({
      status: 200,
      body: {
        items: [
          {
            tag: '1.0.0',
            digest,
            pushedAt: at,
            platforms: [{ os: 'linux', architecture: 'amd64', digest }],
            scan: null,
          },
        ],
      },
    })
    expect(await get('/tags?repository=acme/widget', person('mo', ['moderator']))).toMatchObject({ status: 200 })
    expect(await get('/repositories?namespace=store/acme')).toEqual({ status: 200, body: { items: [] } })
  })

  test('tells strangers the same of what exists and what does not', async () => {
    const existing = await get('/tags?repository=acme/widget', person('eve'))
    const absent = await get('/tags?repository=acme/absent', person('eve'))
    expect([existing.status, existing.body.code]).toEqual([404, 'registry.name_unknown'])
    expect(existing.body.detail.replace('widget', 'absent')).toBe(absent.body.detail)
    expect((await get('/repositories?namespace=acme', { kind: 'anonymous' })).status).toBe(404)
    expect((await get('/repositories', person('ada'))).status).toBe(400)
  })
})
