import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { changePassword } from '../../accounts/change-password.ts'
import { createAccessToken } from '../../accounts/create-access-token.ts'
import { createOrganization } from '../../accounts/create-organization.ts'
import { listAccessTokens } from '../../accounts/list-access-tokens.ts'
import { revokeAccessToken } from '../../accounts/revoke-access-token.ts'
import { signUp } from '../../accounts/sign-up.ts'
import { verifyEmail } from '../../accounts/verify-email.ts'
import type { Actor, Role, TokenScope } from '../../platform/actor.ts'
import { applyAsPublisher } from '../../publishers/apply-as-publisher.ts'
import { acceptApplication } from '../../publishers/decide-application.ts'
import { revokeLogins } from '../revoke-logins.ts'
import { Client } from '../testing/client.ts'
import { person, type RegistryBench, registryBench } from '../testing/registry-bench.ts'
import { storeAccess } from './store-access.ts'

let bench: RegistryBench

beforeAll(async () => {
  bench = await registryBench({ access: storeAccess })
})
afterAll(() => bench.close())
beforeEach(() => bench.reset())

const password = 'nine lives and a half'

/** Signs up; answers the person as the web knows them, and the token of the confirmation mail. */
async function joins(name: string): Promise<{ actor: Actor; confirms(): Promise<unknown> }> {
  const account = await signUp(bench.context({ kind: 'anonymous' }), {
    username: name,
    email: `${name}@example.org`,
    password,
  })
  const mail = bench.events.find((event) => 'accountId' in event && event.accountId === account.id) as unknown as {
    link: string
  }
  const token = new URL(mail.link).searchParams.get('token') ?? ''
  const actor = { ...person(name), accountId: account.id } as Actor
  return { actor, confirms: () => verifyEmail(bench.context({ kind: 'anonymous' }), { token }) }
}

async function confirmed(name: string): Promise<Actor> {
  const { actor, confirms } = await joins(name)
  await confirms()
  return actor
}

/** Ada's company acme, which may publish unless it waits to be accepted. */
async function acme({ accepted }: { accepted: boolean }): Promise<Actor> {
  const ada = await confirmed('ada')
  await createOrganization(bench.context(ada), { name: 'acme', fullName: 'Acme Ltd' })
  const applied = await applyAsPublisher(bench.context(ada), {
    account: 'acme',
    companyName: 'Acme Ltd',
    website: 'https://acme.example',
    message: 'We make widgets.',
  })
  const mo = person('mo', ['moderator' satisfies Role])
  if (accepted) await acceptApplication(bench.context(mo), { publisherId: applied.id })
  return ada
}

const login = (name: string, secret = password) =>
  new Client(bench, name, secret).askToken([], { offline_token: 'true' })

test('docker login waits for the confirmed address, and says so', async () => {
  const { confirms } = await joins('otter')
  const early = await login('otter')
  expect([early.statusCode, early.json().details]).toEqual([401, expect.stringMatching(/confirm/i)])
  await confirms()
  expect((await login('otter')).statusCode).toBe(200)
  expect((await login('otter', 'wrong')).statusCode).toBe(401)
})

test('guessing is slowed down: 429 with the time to wait', async () => {
  await confirmed('otter')
  const statuses = new Set<number>()
  for (let guess = 0; guess < 30 && !statuses.has(429); guess++) {
    const answer = await login('otter', `guess ${guess}`)
    statuses.add(answer.statusCode)
    if (answer.statusCode === 429) {
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
      expect(answer.json()).toMatchObject({ errors: [{ code: 'TOOMANYREQUESTS' }], details: expect.any(String) })
    }
  }
  expect([...statuses]).toEqual([401, 429])
})

test('a name that is too long to be one is refused like any other', async () => {
  const name = randomBytes(5000).toString('base64url')
  const answer = await new Client(bench, name, 'guess').askToken([])
  expect([answer.statusCode, answer.json().errors[0].code]).toEqual([401, 'UNAUTHORIZED'])
})

test('the owner of an accepted publisher pushes to its namespace; a stranger and an applicant do not', async () => {
  await acme({ accepted: true })
  await confirmed('eve')
  const digest = await new Client(bench, 'ada', password).pushesImage('acme/widget', '1.0.0')
  const eve = new Client(bench, 'eve', password)
  expect((await eve.request('GET', `/v2/acme/widget/manifests/${digest}`)).statusCode).toBe(401)
  expect((await eve.request('POST', '/v2/eve/widget/blobs/uploads/')).statusCode).toBe(401)
})

test('before the publisher is accepted nothing can be pushed', async () => {
  await acme({ accepted: false })
  const refused = await new Client(bench, 'ada', password).request('POST', '/v2/acme/widget/blobs/uploads/')
  expect([refused.statusCode, refused.json()]).toMatchObject([401, { errors: [{ code: 'DENIED' }] }])
})

test('an access token does what its scopes say', async () => {
  const ada = await acme({ accepted: true })
  await new Client(bench, 'ada', password).pushesImage('acme/widget', '1.0.0')
  const make = (scopes: TokenScope[]) =>
    createAccessToken(bench.context(ada), { name: scopes.join(), scopes, expiresAt: null, limitedTo: null })
  const puller = new Client(bench, 'ada', (await make(['pull'])).secret)
  expect((await puller.request('GET', '/v2/acme/widget/manifests/1.0.0')).statusCode).toBe(200)
  expect((await puller.request('POST', '/v2/acme/widget/blobs/uploads/')).statusCode).toBe(401)
  const pusher = new Client(bench, 'ada', (await make(['push'])).secret)
  await pusher.pushesImage('acme/widget', '2.0.0')
  const reader = new Client(bench, 'ada', (await make(['read'])).secret)
  expect((await reader.request('GET', '/v2/acme/widget/manifests/1.0.0')).statusCode).toBe(401)
})

test('a revoked access token takes the pull tokens with it that were made from it; its last use says where from', async () => {
  const ada = await acme({ accepted: true })
  await new Client(bench, 'ada', password).pushesImage('acme/widget', '1.0.0')
  const { token, secret } = await createAccessToken(bench.context(ada), {
    name: 'build',
    scopes: ['pull'],
    expiresAt: null,
    limitedTo: null,
  })
  const client = new Client(bench, 'ada', secret)
  const authorization = `Bearer ${await client.token('repository:acme/widget:pull')}`
  const pull = () => client.raw('GET', '/v2/acme/widget/manifests/1.0.0', { headers: { authorization } })
  expect((await pull()).statusCode).toBe(200)
  expect(await listAccessTokens(bench.context(ada))).toMatchObject([
    { lastUsedAt: bench.clock.now(), lastUsedFrom: { address: '127.0.0.1', client: 'test' } },
  ])
  await revokeAccessToken(bench.context(ada), { id: token.id })
  expect((await pull()).statusCode).toBe(401)
  expect((await client.askToken([])).statusCode).toBe(401)
  expect(await listAccessTokens(bench.context(ada))).toEqual([])
  await expect(revokeAccessToken(bench.context(ada), { id: token.id })).rejects.toMatchObject({ kind: 'not_found' })
})

test('a new password ends stored logins', async () => {
  const ada = await confirmed('ada')
  const { refresh_token } = (await login('ada')).json()
  const refresh = () =>
    new Client(bench).raw('POST', '/auth/token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        service: bench.settings.registryHost,
        client_id: 'docker',
        refresh_token,
      }).toString(),
    })
  expect((await refresh()).statusCode).toBe(200)
  await changePassword(bench.context(ada), { current: password, next: 'ten lives or eleven', address: '127.0.0.1' })
  const event = bench.events.find(({ type }) => type === 'account.password-changed') as unknown as {
    accountId: Parameters<typeof revokeLogins>[1]['accountId']
  }
  await revokeLogins(bench.context(), { accountId: event.accountId })
  expect((await refresh()).statusCode).toBe(401)
})

test('published content that nobody has published is unknown to everybody', async () => {
  await confirmed('otter')
  const refused = await new Client(bench, 'otter', password).request('GET', '/v2/store/acme/widget/manifests/1.0.0')
  expect([refused.statusCode, refused.json()]).toMatchObject([
    401,
    { errors: [{ code: 'DENIED', detail: { reason: 'unknown' } }] },
  ])
})
