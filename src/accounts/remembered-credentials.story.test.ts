import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type PeopleBench, password, peopleBench } from '../../test/support/people-bench.ts'
import { hours, minutes, seconds } from '../platform/clock.ts'
import { authenticateCredential } from './authenticate-credential.ts'
import { changePassword } from './change-password.ts'
import { createAccessToken } from './create-access-token.ts'
import { grantRoles } from './grant-roles.ts'
import { credentialMemoryOf } from './memory/credential-memory.ts'
import { revokeAccessToken } from './revoke-access-token.ts'

/** A credential that was right is believed for 5 s (PRF-04), but never past a change that this store has committed. */
let bench: PeopleBench
let stopHearing: () => void

beforeAll(async () => {
  bench = await peopleBench()
})
afterAll(() => bench?.close())
beforeEach(async () => {
  await bench.reset()
  stopHearing = credentialMemoryOf(bench.stranger).hear(bench.database)
})
afterEach(() => stopHearing())

const wish = { name: 'build', scopes: ['pull' as const], expiresAt: null, limitedTo: null }
const login = (name: string, secret: string) => authenticateCredential(bench.stranger, { name, secret, address: '::1' })
const refused = { code: 'accounts.bad_credentials' }

/** Something that the store would have said with an announcement, done behind its back. */
const loseConfirmation = () =>
  bench.database.execute("UPDATE account SET email_verified_at = NULL WHERE name = 'otter'")

test.each(['password', 'access token'])('a right %s is not looked up again for five seconds', async (kind) => {
  const otter = await bench.person('otter')
  const secret = kind === 'password' ? password : (await createAccessToken(otter, wish)).secret
  const first = await login('otter', secret)
  await loseConfirmation()
  bench.clock.advance(seconds(5) - 1)
  expect(await login('OTTER', secret)).toEqual(first)
  bench.clock.advance(1)
  await expect(login('otter', secret)).rejects.toMatchObject({ code: 'accounts.email_not_confirmed' })
})

test('a revoked token is refused at once; other credentials go on', async () => {
  const otter = await bench.person('otter')
  const { token, secret } = await createAccessToken(otter, wish)
  await login('otter', secret)
  await login('otter', password)
  await revokeAccessToken(otter, token)
  await expect(login('otter', secret)).rejects.toMatchObject(refused)
  expect(await login('otter', password)).toMatchObject({ via: 'password' })
})

test('a token ends at its time, remembered or not', async () => {
  const otter = await bench.person('otter')
  const expiresAt = new Date(bench.clock.now().getTime() + hours(1))
  const { secret } = await createAccessToken(otter, { ...wish, expiresAt })
  bench.clock.advance(hours(1) - 1)
  await login('otter', secret)
  bench.clock.advance(1)
  await expect(login('otter', secret)).rejects.toMatchObject(refused)
})

test('a password that was changed is refused at once', async () => {
  const otter = await bench.person('otter')
  await login('otter', password)
  await changePassword(otter, { current: password, next: 'another rope, another anchor', address: '::1' })
  await expect(login('otter', password)).rejects.toMatchObject(refused)
})

test('a role that was taken away is gone at once', async () => {
  const olga = await bench.person('olga', 'operator')
  await bench.person('otter', 'moderator')
  expect((await login('otter', password)).roles).toEqual(['moderator'])
  await grantRoles(olga, { username: 'otter', roles: [] })
  expect((await login('otter', password)).roles).toEqual([])
})

test('wrong secrets are never remembered, and each is counted (AUT-037)', async () => {
  await bench.person('otter')
  await login('otter', password)
  for (let tries = 0; tries < 10; tries++) await expect(login('otter', 'wrong')).rejects.toMatchObject(refused)
  await expect(login('otter', 'wrong')).rejects.toMatchObject({ code: 'accounts.too_many_attempts' })
})

test('a password that was compared a minute ago is hashed again', async () => {
  await bench.person('otter')
  await login('otter', password)
  const [account] = await bench.rows("SELECT id, password_hash FROM account WHERE name = 'otter'")
  const memory = credentialMemoryOf(bench.stranger)
  const wasRight = (secret: string, hash = String(account?.password_hash)) =>
    memory.wasRight(account?.id as never, secret, hash, bench.clock.now())
  expect([wasRight(password), wasRight('wrong'), wasRight(password, 'another hash')]).toEqual([true, false, false])
  bench.clock.advance(minutes(1))
  expect(wasRight(password)).toBe(false)
})

test('while changes may be missed, nothing is believed', async () => {
  await bench.person('otter')
  stopHearing()
  stopHearing = credentialMemoryOf(bench.stranger).hear({ listen: () => () => {}, hearsOthers: () => false })
  await login('otter', password)
  await loseConfirmation()
  await expect(login('otter', password)).rejects.toMatchObject({ code: 'accounts.email_not_confirmed' })
})
