import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../../src/app/demo/people.ts'
import { RegistryClient, type RegistryRefused } from '../../src/app/demo/registry-client.ts'
import type { TokenScope } from '../../src/platform/actor.ts'
import { productManifest, smallImage, type TestPublisher } from '../support/publisher.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

/** A machine's token that is limited to one product or one plan pulls that, and opens nothing else (STO-071, AUT-100). */
let store: TestStore
let acme: TestPublisher
let owl: Person
const ids = new Map<string, string>()

beforeAll(async () => {
  store = await testStore({ advisories: false })
  acme = await store.publisher('acme')
  const moderator = await store.staff('mora', 'moderator')
  await publish(moderator, 'hammer', ['head', 'handle'])
  await publish(moderator, 'saw', ['blade'])
  owl = await store.person('owl')
})
afterAll(() => store?.close())

/** A product with a plan for each part, open to everybody who is signed in. */
async function publish(moderator: Person, product: string, parts: readonly string[]): Promise<void> {
  const { client } = acme.person
  for (const part of parts) await acme.person.pushes(await smallImage(part, '1.0.0'), `acme/${part}`, '1.0.0')
  const { id } = await client.post<{ id: string }>(`/publishers/${acme.id}/products`, { name: product })
  const manifest = await productManifest(acme.person, id, 'acme', product)
  const plans = parts.map((part, index) => ({
    id: randomUUID(),
    ...{
      name: part,
      description: `The ${part}`,
      isDefault: index === 0,
      access: 'logged_in',
      prices: [],
      trialDays: 0,
    },
    repositories: [{ repository: `acme/${part}`, tags: ['1.0.0'] }],
    licence: { kind: 'text', text: 'Use it well.' },
    instructions: 'Run it.',
  }))
  await client.put(`/products/${id}/draft`, { ...manifest, plans })
  const submission = await client.post<{ id: string }>(`/products/${id}/submissions`, { publish: 'on_approval' })
  await moderator.client.post(`/submissions/${submission.id}/approve`, {})
  await store.settle()
  ids.set(product, id)
  for (const part of parts) ids.set(part, (await store.planOf(product, part)).id)
}

async function tokenOf(person: Person, ...limits: readonly string[]): Promise<string> {
  const limitedTo = limits.map((limit) => ids.get(limit))
  const wish = { name: limits.join() || 'all', scopes: ['pull'], ...(limits.length > 0 && { limitedTo }) }
  return (await person.client.post<{ secret: string }>('/access-tokens', wish)).secret
}

/** What becomes of the attempt, in the words of the refusal. */
async function outcome(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'done',
    (error: RegistryRefused) => `${error.status} ${error.message}`,
  )
}

const docker = (person: Person, secret: string) => new RegistryClient(store.baseUrl, { name: person.name, secret })
const pulls = (person: Person, secret: string, repository: string) =>
  outcome(docker(person, secret).pull(repository, '1.0.0'))

async function call(secret: string, path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${store.baseUrl}${path}`, { headers: { authorization: `Bearer ${secret}` } })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const limited = expect.stringMatching(/^401 this token is limited to other content; see http/)
const closed = expect.stringMatching(/^401 /)

describe('a token', () => {
  test.each([
    ['one plan', ['head'], { head: 'done', handle: limited, blade: limited }],
    ['one product', ['hammer'], { head: 'done', handle: 'done', blade: limited }],
    ['a plan of one product and another product', ['handle', 'saw'], { head: limited, handle: 'done', blade: 'done' }],
    ['nothing', [], { head: 'done', handle: 'done', blade: 'done' }],
  ])('limited to %s pulls what is inside and is told why of the rest', async (_what, limits, expected) => {
    const secret = await tokenOf(owl, ...limits)
    for (const [part, becomes] of Object.entries(expected)) {
      expect(await pulls(owl, secret, `store/acme/${part}`)).toEqual(becomes)
    }
  })

  test('sees in the catalogue what it may pull', async () => {
    const token = await docker(owl, await tokenOf(owl, 'head')).token('registry:catalog:*')
    expect((await call(token, '/v2/_catalog')).body).toEqual({ repositories: ['store/acme/head'] })
  })

  test('is told by explain what the registry says (AUT-087)', async () => {
    const secret = await tokenOf(owl, 'head')
    const explained = (part: string) =>
      call(secret, `/api/entitlements/v1/explain?repository=store/acme/${part}&reference=1.0.0`)
    expect((await explained('head')).body).toMatchObject({ allowed: true })
    expect((await explained('handle')).body).toMatchObject({ allowed: false, reason: 'token_limited' })
    const moderators = await store.staff('mira', 'moderator')
    const ofStaff = await tokenOf(moderators, 'head')
    expect(
      (await call(ofStaff, '/api/entitlements/v1/explain?repository=store/acme/blade&reference=1.0.0')).body,
    ).toMatchObject({ allowed: false, reason: 'token_limited' })
    expect(await pulls(moderators, ofStaff, 'store/acme/blade')).toEqual(limited)
  })

  test('cannot be made for anything but pulling', async () => {
    for (const scopes of [['pull', 'push'], ['read'], ['pull', 'write']]) {
      const made = owl.client.post('/access-tokens', { name: 'ci', scopes, limitedTo: [ids.get('head')] })
      await expect(made).rejects.toMatchObject({ status: 422, code: 'accounts.limited_token_pulls' })
    }
  })
})

describe('the limited token of a publisher', () => {
  test('pulls of its own only what it is limited to, pushes nowhere, and does not reach its staging', async () => {
    const secret = await tokenOf(acme.person, 'head')
    expect(await pulls(acme.person, secret, 'store/acme/head')).toBe('done')
    expect(await pulls(acme.person, secret, 'store/acme/handle')).toEqual(limited)
    expect(await pulls(acme.person, secret, 'acme/head')).toEqual(closed)
    const image = await smallImage('head', '2.0.0')
    for (const repository of ['acme/head', 'store/acme/head']) {
      expect(await outcome(docker(acme.person, secret).push(image, repository, '2.0.0'))).toEqual(closed)
    }
  })

  test('does no more when it was given more, as earlier versions of the store allowed', async () => {
    const secret = await tokenOf(acme.person, 'head')
    const scopes: TokenScope[] = ['pull', 'push', 'read', 'write']
    await store.open.database.execute('UPDATE access_token SET scopes = $1 WHERE limited_to IS NOT NULL', [scopes])
    for (const path of ['/api/v1/registry/archive?repository=acme/head', '/api/v1/repositories?namespace=acme']) {
      expect(await call(secret, path)).toMatchObject({ status: 403, body: { code: 'accounts.token_lacks_scope' } })
    }
    expect(await pulls(acme.person, secret, 'acme/head')).toEqual(closed)
    const image = await smallImage('head', '3.0.0')
    expect(await outcome(docker(acme.person, secret).push(image, 'acme/head', '3.0.0'))).toEqual(closed)
    expect(await pulls(acme.person, secret, 'store/acme/head')).toBe('done')
  })
})
