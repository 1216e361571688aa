import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../../src/app/demo/people.ts'
import type { TokenScope } from '../../src/platform/actor.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

/** A program that calls with an access token does what the token is for, however mighty its account is. */
let store: TestStore
let moderator: Person

beforeAll(async () => {
  store = await testStore({ advisories: false })
  moderator = await store.staff('mora', 'moderator')
})
afterAll(() => store?.close())

async function tokenFor(...scopes: TokenScope[]): Promise<string> {
  const name = scopes.join(' ')
  const { secret } = await moderator.client.post<{ secret: string }>('/access-tokens', { name, scopes })
  return secret
}

async function call(secret: string, method: string, path: string, body?: object) {
  const response = await fetch(`${store.baseUrl}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${secret}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const { code, detail } = (await response.json()) as { code?: string; detail?: string }
  return { status: response.status, code, detail }
}

test('a token for reading looks at the queue of the moderator, but changes nothing', async () => {
  const reading = await tokenFor('read')
  expect(await call(reading, 'GET', '/submissions')).toMatchObject({ status: 200 })
  expect(await call(reading, 'POST', '/organizations', { name: 'otters', fullName: 'Otters' })).toMatchObject({
    status: 403,
    code: 'accounts.token_lacks_scope',
  })
})

test('a token for writing changes things', async () => {
  const writing = await tokenFor('write')
  const made = await call(writing, 'POST', '/organizations', { name: 'herons', fullName: 'Herons' })
  expect(made.status).toBe(201)
})

test('a token for docker does not open the interface at all', async () => {
  const pulling = await tokenFor('pull', 'push')
  expect(await call(pulling, 'GET', '/submissions')).toMatchObject({ status: 403, code: 'accounts.token_lacks_scope' })
})

test('calls that send mail are counted by network, whatever is shown as a proof that is none', async () => {
  const asks = (proof: number) =>
    fetch(`${store.baseUrl}/api/v1/accounts/resend-verification`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: `chandlery=guess-${proof}` },
      body: JSON.stringify({ email: 'nobody@example.com' }),
    })
  for (let proof = 0; proof < 60; proof++) expect((await asks(proof)).status).toBe(202)
  const refused = await asks(60)
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([429, 'http.too_many_requests'])
})

test('a token that does not exist is refused, not taken for a stranger', async () => {
  expect(await call('chd_nothing', 'GET', '/home')).toMatchObject({ status: 401 })
})
