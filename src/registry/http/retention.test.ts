import { afterAll, beforeAll, expect, test } from 'vitest'
import { days } from '../../platform/clock.ts'
import { Client } from '../testing/client.ts'
import { person, type RegistryBench, registryBench } from '../testing/registry-bench.ts'

let bench: RegistryBench
beforeAll(async () => {
  bench = await registryBench()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
  bench.members.set('ed', { password: 'secret', namespaces: { acme: 'editor' } })
  bench.members.set('rival', { password: 'secret', namespaces: { rival: 'owner' } })
  const ada = new Client(bench, 'ada')
  await ada.pushesImage('acme/widget', '1.0')
  bench.clock.advance(days(10))
  await ada.pushesImage('acme/widget', '1.1')
})
afterAll(() => bench.close())

async function call(name: string, method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, payload?: object) {
  bench.signedIn = name === '' ? { kind: 'anonymous' } : person(name, name === 'mo' ? ['moderator'] : [])
  const answer = await bench.app.inject({ method, url: `/api/v1/retention-rules${path}`, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
}

const rules = { keepLast: 1, keepTags: [], removeUntaggedDays: 7 }

test('an owner looks first, saves, runs and removes', async () => {
  const seen = await call('ada', 'POST', '/preview', { repository: 'acme/widget', rules })
  expect(seen).toMatchObject({
    status: 200,
    body: {
      rules,
      tags: { kept: 1, removed: 1 },
      manifests: { kept: 1, removed: 1 },
      lastRun: null,
      items: [
        { kind: 'tag', name: '1.0', keep: false, reason: 'Goes: no rule keeps it.' },
        { kind: 'tag', name: '1.1', keep: true, reason: 'Stays: pushed last.' },
      ],
    },
  })
  expect(seen.body.bytes).toBeGreaterThan(0)
  expect(await call('ada', 'GET', '?namespace=acme')).toEqual({ status: 200, body: { items: [] } })
  const saved = await call('ada', 'PUT', '', { appliesTo: 'acme', rules })
  expect(saved).toMatchObject({ status: 200, body: { appliesTo: 'acme', rules, updatedBy: 'ada' } })
  expect((await call('mo', 'GET', '?namespace=acme')).body.items).toEqual([saved.body])
  expect((await call('ed', 'POST', '/preview', { repository: 'acme/widget' })).body.rules).toEqual(rules)
  expect(await call('ada', 'POST', '/apply', { appliesTo: 'acme' })).toEqual({ status: 202, body: { repositories: 1 } })
  expect((await call('ada', 'DELETE', '?appliesTo=acme')).status).toBe(204)
  const without = await call('ada', 'POST', '/preview', { repository: 'acme/widget' })
  expect(without.body).toMatchObject({ rules: null, tags: { kept: 2, removed: 0 }, bytes: 0 })
})

test('strangers, people of other companies, staff and editors each get their answer', async () => {
  const owners = [
    ['PUT', '', { appliesTo: 'acme/widget', rules }],
    ['POST', '/apply', { appliesTo: 'acme' }],
    ['DELETE', '?appliesTo=acme', undefined],
  ] as const
  for (const [method, path, payload] of owners) {
    const statuses = await inTurn(['', 'rival', 'mo', 'ed'], (name) => call(name, method, path, payload))
    expect([method, path, ...statuses]).toEqual([method, path, 404, 404, 404, 403])
  }
  const readers = [
    ['GET', '?namespace=acme', undefined],
    ['POST', '/preview', { repository: 'acme/widget', rules }],
  ] as const
  for (const [method, path, payload] of readers) {
    const statuses = await inTurn(['', 'rival', 'mo', 'ed'], (name) => call(name, method, path, payload))
    expect([method, path, ...statuses]).toEqual([method, path, 404, 404, 200, 200])
  }
})

async function inTurn(names: readonly string[], ask: (name: string) => Promise<{ status: number }>): Promise<number[]> {
  const statuses: number[] = []
  for (const name of names) statuses.push((await ask(name)).status)
  return statuses
}

test('what cannot be is refused with the place of the mistake', async () => {
  const send = (appliesTo: string, some: object) =>
    call('ada', 'PUT', '', { appliesTo, rules: { keepTags: [], ...some } })
  expect(await send('acme', {})).toMatchObject({ status: 422, body: { fields: [{ field: 'keepLast' }] } })
  expect(await send('acme', { keepTags: ['no spaces'] })).toMatchObject({ body: { fields: [{ field: 'keepTags.0' }] } })
  expect(await send('acme', { keepPulledDays: 181 })).toMatchObject({ status: 400 })
  expect(await send('store/acme/widget', { keepLast: 1 })).toMatchObject({
    body: { code: 'registry.retention_not_here' },
  })
  expect(await call('ada', 'POST', '/apply', { appliesTo: 'acme' })).toMatchObject({ status: 404 })
})
