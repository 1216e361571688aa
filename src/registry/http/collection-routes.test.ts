import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../platform/actor.ts'
import { hours } from '../../platform/clock.ts'
import { collectGarbage } from '../collect-garbage.ts'
import { Client } from '../testing/client.ts'
import { person, type RegistryBench, registryBench } from '../testing/registry-bench.ts'

let bench: RegistryBench
let digest: string
const operator = person('olga', ['operator'])
const moderator = person('mo', ['moderator'])

beforeAll(async () => {
  bench = await registryBench()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'owner' } })
  const ada = new Client(bench, 'ada')
  digest = await ada.pushesImage('acme/widget', '1.0.0')
  await ada.pushesBlob('acme/widget', Buffer.from('lonely'))
  bench.clock.advance(hours(25))
})
afterAll(() => bench.close())

async function call(method: 'GET' | 'POST', path: string, actor: Actor, body?: object) {
  bench.signedIn = actor
  const answer = await bench.app.inject({ method, url: `/api/v1/registry${path}`, ...(body && { payload: body }) })
  return { status: answer.statusCode, body: answer.json() }
}

describe('garbage collection in the JSON interface', () => {
  test('an operator sees what there is, what would go, and how a run goes', async () => {
    expect(await call('GET', '/collection', operator)).toMatchObject({
      status: 200,
      body: {
        usage: { repositories: 1, blobs: 3 },
        candidates: { waiting: 3, due: 3 },
        delayHours: 24,
        running: null,
        past: [],
      },
    })
    expect(await call('POST', '/collection/preview', operator)).toMatchObject({
      status: 200,
      body: { links: 1, blobs: 1, bytes: 6, digests: [expect.stringMatching(/^sha256:/)] },
    })
    expect(await call('POST', '/collection/start', operator)).toEqual({ status: 202, body: {} })
    expect(await call('POST', '/collection/start', operator)).toMatchObject({
      status: 409,
      body: { code: 'registry.collection_running' },
    })
    expect((await call('GET', '/collection', operator)).body.running).toMatchObject({
      requestedBy: 'olga',
      examined: 0,
      remaining: null,
      secondsLeft: null,
    })
    await collectGarbage(bench.context())
    const { running, past } = (await call('GET', '/collection', operator)).body
    expect([running, past[0]]).toMatchObject([
      null,
      { outcome: 'complete', linksRemoved: 1, blobsRemoved: 1, bytesFreed: 6 },
    ])
    await call('POST', '/collection/start', operator)
    expect(await call('POST', '/collection/stop', operator)).toEqual({ status: 202, body: {} })
    await collectGarbage(bench.context())
    expect((await call('POST', '/collection/stop', operator)).body.code).toBe('registry.collection_not_running')
  })

  test('a moderator holds content and releases it', async () => {
    const placed = await call('POST', '/holds', moderator, { content: digest, reason: 'A dispute.' })
    expect(placed).toMatchObject({ status: 201, body: { digest, repository: null, placedBy: 'mo', releasedAt: null } })
    const named = await call('POST', '/holds', moderator, { content: 'acme/widget', reason: 'The same.' })
    expect(named.body).toMatchObject({ digest: null, repository: 'acme/widget' })
    expect((await call('GET', '/holds', moderator)).body.items).toHaveLength(2)
    const release = `/holds/${placed.body.id}/release`
    expect(await call('POST', release, moderator)).toMatchObject({ status: 200, body: { releasedBy: 'mo' } })
    expect(await call('POST', release, moderator)).toMatchObject({
      status: 404,
      body: { code: 'registry.hold_unknown' },
    })
    expect(await call('POST', '/holds/nonsense/release', moderator)).toMatchObject({ status: 404 })
    expect(await call('POST', '/holds', moderator, { content: 'acme/none', reason: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'registry.held_content_unknown' },
    })
    expect((await call('POST', '/holds', moderator, { content: 'NOT A NAME', reason: 'x' })).status).toBe(422)
    expect((await call('POST', '/holds', moderator, { content: digest })).status).toBe(400)
  })

  const calls = [
    ['GET', '/collection', moderator],
    ['POST', '/collection/preview', moderator],
    ['POST', '/collection/start', moderator],
    ['POST', '/collection/stop', moderator],
    ['GET', '/holds', person('finn', ['finance'])],
    ['POST', '/holds', person('finn', ['finance'])],
    ['POST', '/holds/00000000-0000-7000-8000-000000000001/release', person('finn', ['finance'])],
  ] as const
  test.each(calls)('%s %s is not for strangers, the wrong role, or the owner', async (method, path, wrongRole) => {
    const body = path === '/holds' && method === 'POST' ? { content: 'acme/widget', reason: 'x' } : undefined
    expect((await call(method, path, { kind: 'anonymous' }, body)).status).toBe(401)
    expect((await call(method, path, wrongRole, body)).status).toBe(403)
    expect((await call(method, path, person('ada'), body)).status).toBe(403)
  })
})
