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

describe('docker logins', () => {
  const logs = async (name: string) => {
    const answer = await new Client(bench, name).askToken([], { offline_token: 'true', client_id: 'docker' })
    return answer.json<{ token: string; refresh_token: string }>()
  }
  const list = async (name: string) => (await get('/docker-logins', person(name))).body.items as { id: string }[]
  const ends = async (id: string | undefined, actor = person('ada')) => {
    bench.signedIn = actor
    return (await bench.app.inject({ method: 'DELETE', url: `/api/v1/docker-logins/${id}` })).statusCode
  }

  test('are listed with program, address and last use; the token itself is shown nowhere', async () => {
    const { refresh_token } = await logs('ada')
    const { status, body } = await get('/docker-logins')
    expect([status, body.items]).toMatchObject([
      200,
      [{ client: 'docker', lastUsedAddress: '127.0.0.1', lastUsedAt: bench.clock.now().toISOString() }],
    ])
    expect(JSON.stringify(body)).not.toContain(refresh_token)
  })

  test('end at once, and with them the tokens that were made from them', async () => {
    const { token } = await logs('vic')
    const ping = () => bench.app.inject({ url: '/v2/', headers: { authorization: `Bearer ${token}` } })
    expect((await ping()).statusCode).toBe(200)
    const [login] = await list('vic')
    expect(await ends(login?.id, person('vic'))).toBe(204)
    expect((await ping()).statusCode).toBe(401)
    expect(await list('vic')).toEqual([])
    expect(await bench.auditActions()).toContain('registry.login_revoked')
  })

  test('are nobody else’s business', async () => {
    const [login] = await list('ada')
    expect(await ends(login?.id, person('vic'))).toBe(404)
    expect(await ends(login?.id, person('mo', ['operator']))).toBe(404)
    expect(await ends(login?.id, { kind: 'anonymous' })).toBe(401)
    expect((await get('/docker-logins', { kind: 'anonymous' })).status).toBe(401)
    expect(await list('ada')).toHaveLength(1)
  })
})
