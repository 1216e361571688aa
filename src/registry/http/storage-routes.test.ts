import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../platform/actor.ts'
import { Client } from '../testing/client.ts'
import { person, type RegistryBench, registryBench } from '../testing/registry-bench.ts'

let bench: RegistryBench
const ada = person('ada')
const olga = person('olga', ['operator'])
const stranger: Actor = { kind: 'anonymous' }

beforeAll(async () => {
  bench = await registryBench()
  bench.members.set('ada', { password: 'a', namespaces: { acme: 'viewer', other: 'owner' } })
  bench.members.set('eve', { password: 'e', namespaces: { eve: 'owner' } })
  await new Client(bench, 'eve').pushesImage('eve/widget', '1.0.0')
  bench.members.set('ben', { password: 'b', namespaces: { acme: 'owner' } })
  await new Client(bench, 'ben').pushesBlob('acme/widget', Buffer.from('hello'))
})
afterAll(() => bench.close())

async function call(actor: Actor, method: 'GET' | 'PUT', path: string, body?: object) {
  bench.signedIn = actor
  const answer = await bench.app.inject({ method, url: `/api/v1/storage${path}`, ...(body && { payload: body }) })
  return { status: answer.statusCode, body: answer.json() }
}

test('people of the publisher see what it keeps; for others it does not exist', async () => {
  expect(await call(ada, 'GET', '/acme')).toEqual({
    status: 200,
    body: {
      namespace: 'acme',
      usage: { bytes: 5, repositories: 1 },
      quota: { bytes: null, repositories: null },
      own: false,
    },
  })
  expect((await call(person('mo', ['moderator']), 'GET', '/acme')).status).toBe(200)
  for (const who of [stranger, person('eve')]) {
    const [seen, absent] = [await call(who, 'GET', '/acme'), await call(who, 'GET', '/nobody')]
    expect([seen.status, seen.body.detail.replace('acme', 'nobody')]).toEqual([404, absent.body.detail])
  }
})

test('operators see all publishers and change what they may keep; nobody else does', async () => {
  const quota = { bytes: 1000 }
  for (const [who, status] of [
    [stranger, 401],
    [ada, 403],
    [person('ben'), 403],
    [person('mo', ['moderator', 'security', 'finance']), 403],
  ] as const) {
    expect((await call(who, 'PUT', '/acme/quota', quota)).status).toBe(status)
    expect((await call(who, 'GET', '')).status).toBe(status)
  }
  expect(await call(olga, 'PUT', '/acme/quota', quota)).toMatchObject({
    status: 200,
    body: { quota: { bytes: 1000, repositories: null }, own: true },
  })
  const { body } = await call(olga, 'GET', '')
  expect(body.items.map(({ namespace }: { namespace: string }) => namespace)).toEqual(['acme', 'eve'])
  expect((await call(olga, 'GET', '?after=acme')).body.items).toHaveLength(1)
  expect(await bench.auditActions()).toContain('registry.quota_set')
  expect((await call(olga, 'PUT', '/acme/quota', {})).body.own).toBe(false)
})

test('what is no publisher’s namespace has no quota; nonsense is refused', async () => {
  const quota = { bytes: 1, repositories: 1 }
  for (const name of ['store', 'library', 'holding'])
    expect((await call(olga, 'PUT', `/${name}/quota`, quota)).status).toBe(404)
  expect((await call(olga, 'PUT', '/acme/quota', { bytes: -1, repositories: 1 })).status).toBe(400)
})
