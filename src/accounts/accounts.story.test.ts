import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type PeopleBench, password, peopleBench } from '../../test/support/people-bench.ts'
import type { Actor } from '../platform/actor.ts'
import { days, hours, minutes } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { authenticateCredential, authenticateToken } from './authenticate-credential.ts'
import { authenticateSession } from './authenticate-session.ts'
import { authorize } from './authorize.ts'
import { addMember, removeMember } from './change-member.ts'
import { changePassword } from './change-password.ts'
import { createAccessToken } from './create-access-token.ts'
import { createOrganization } from './create-organization.ts'
import type { AddressTaken, PasswordResetRequested, VerificationRequested } from './domain/events.ts'
import { mailAddresses } from './find-accounts.ts'
import { grantRoles } from './grant-roles.ts'
import { accountsActingFor } from './list-organizations.ts'
import { listSessions } from './list-sessions.ts'
import { requestPasswordReset } from './request-password-reset.ts'
import { resendVerification } from './resend-verification.ts'
import { resetPassword } from './reset-password.ts'
import { revokeAccessToken } from './revoke-access-token.ts'
import { revokeSession } from './revoke-session.ts'
import { createSetupLink, hasOperator, setUpFirstOperator } from './set-up-first-operator.ts'
import { showOrganization } from './show-organization.ts'
import { signIn } from './sign-in.ts'
import { signUp } from './sign-up.ts'
import { sweepExpired } from './sweep-expired.ts'
import { verifyEmail } from './verify-email.ts'

let bench: PeopleBench
beforeAll(async () => {
  bench = await peopleBench()
})
beforeEach(() => bench.reset())
afterAll(() => bench.close())

const from = { address: '192.0.2.1', client: 'test browser' }
const tokenIn = (link: string): string => new URL(link).searchParams.get('token') ?? ''
const otterSignsUp = (change: { username?: string; email?: string } = {}) =>
  signUp(bench.stranger, { username: 'otter', email: 'otter@example.test', password, ...change })
const verification = (at = -1) => bench.told<VerificationRequested>('account.verification-requested').at(at)
const signsIn = (username: string, secret = password) => signIn(bench.stranger, { username, password: secret, ...from })
const idOf = ({ actor }: Context) => (actor as Extract<Actor, { kind: 'user' }>).accountId

describe('signing up', () => {
  test('the account works once the link in the mail was opened, and the link works once', async () => {
    await otterSignsUp()
    await expect(signsIn('otter')).rejects.toMatchObject({ code: 'accounts.email_not_confirmed' })
    const token = tokenIn(verification()?.link ?? '')
    await verifyEmail(bench.stranger, { token })
    await expect(verifyEmail(bench.stranger, { token })).rejects.toMatchObject({ code: 'accounts.bad_link' })
    expect((await signsIn('otter')).account.emailVerified).toBe(true)
    expect((await bench.actions()).sort()).toEqual([
      'accounts.email_confirmed',
      'accounts.signed_in',
      'accounts.signed_up',
    ])
  })

  test('a link that is two days old does not work; a new one does', async () => {
    await otterSignsUp()
    bench.clock.advance(days(2))
    const old = tokenIn(verification()?.link ?? '')
    await expect(verifyEmail(bench.stranger, { token: old })).rejects.toMatchObject({ code: 'accounts.bad_link' })
    await resendVerification(bench.stranger, { email: 'OTTER@example.test' })
    await verifyEmail(bench.stranger, { token: tokenIn(verification()?.link ?? '') })
  })

  test('an address that is in use is not betrayed: same answer, same taken name, and its owner is told', async () => {
    await bench.person('otter')
    const answer = await otterSignsUp({ username: 'spy' })
    expect(answer).toMatchObject({ name: 'spy', emailVerified: false })
    expect(bench.told<AddressTaken>('account.address-taken')).toMatchObject([{ name: 'otter' }])
    expect(verification()).toBeUndefined()
    await expect(otterSignsUp({ username: 'spy', email: 'other@example.test' })).rejects.toMatchObject({
      code: 'accounts.name_taken',
    })
  })

  test('nobody blocks the address of another by signing up with it first', async () => {
    await otterSignsUp({ username: 'squatter' })
    await otterSignsUp()
    const [squatters, otters] = bench.told<VerificationRequested>('account.verification-requested')
    await verifyEmail(bench.stranger, { token: tokenIn(otters?.link ?? '') })
    const late = verifyEmail(bench.stranger, { token: tokenIn(squatters?.link ?? '') })
    await expect(late).rejects.toMatchObject({ code: 'accounts.email_taken' })
  })

  test('of two who want one name at the same moment one gets it', async () => {
    const tries = await Promise.allSettled([1, 2].map((n) => otterSignsUp({ email: `otter${n}@example.test` })))
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('all wrong entries are named at once', async () => {
    const wrong = signUp(bench.stranger, { username: 'Admin!', email: 'nowhere', password: 'short' })
    await expect(wrong).rejects.toMatchObject({
      code: 'accounts.bad_sign_up',
      fields: [{ field: 'username' }, { field: 'email' }, { field: 'password' }],
    })
  })

  test('who never confirms is forgotten after a week, and the name is free again', async () => {
    await otterSignsUp()
    bench.clock.advance(days(6))
    await sweepExpired(bench.system)
    await expect(otterSignsUp()).rejects.toMatchObject({ code: 'accounts.name_taken' })
    bench.clock.advance(days(2))
    await sweepExpired(bench.system)
    await otterSignsUp()
  })

  test('mails on a stranger’s word are few', async () => {
    await otterSignsUp()
    for (let tries = 0; tries < 8; tries++) await resendVerification(bench.stranger, { email: 'otter@example.test' })
    expect(bench.told('account.verification-requested')).toHaveLength(5)
  })
})

describe('signing in', () => {
  test('by name or address, in any case', async () => {
    await bench.person('otter')
    expect((await signsIn('Otter')).account.name).toBe('otter')
    expect((await signsIn('OTTER@example.test')).account.name).toBe('otter')
  })

  test('after ten failures one waits, whether the name exists or not (AUT-037)', async () => {
    await bench.person('otter')
    for (const name of ['otter', 'nobody']) {
      for (let tries = 0; tries < 10; tries++) await fail(name)
      const refused = await signsIn(name).catch((error) => error)
      expect(refused).toMatchObject({ code: 'accounts.too_many_attempts', details: { retryAfter: 15 * 60 } })
    }
    const elsewhere = { ...from, address: '192.0.2.9' }
    expect(await signIn(bench.stranger, { username: 'otter', password, ...elsewhere })).toBeDefined()
    bench.clock.advance(minutes(15))
    expect(await signsIn('otter')).toBeDefined()
  })

  /** A failure as it is kept; hashing a wrong password each time would only take time. */
  async function fail(name: string): Promise<void> {
    await bench.database.execute('INSERT INTO sign_in_failure (key, at) VALUES ($1, $2)', [
      `pair:${name}|${from.address}`,
      bench.clock.now(),
    ])
  }

  test('who has a whole network of IPv6 addresses is counted as one', async () => {
    await bench.person('otter')
    const guesses = (last: number) => {
      const guess = { username: 'otter', password: 'a wrong password', ...from, address: `2001:db8:1:2::${last}` }
      return signIn(bench.stranger, guess).catch((error) => error.code)
    }
    for (let tries = 0; tries < 10; tries++) expect(await guesses(tries)).toBe('accounts.bad_credentials')
    expect(await guesses(10)).toBe('accounts.too_many_attempts')
  })

  test('wrong tries at the same moment are all counted', async () => {
    await bench.person('otter')
    for (let tries = 0; tries < 8; tries++) await fail('otter')
    const tries = await Promise.allSettled(Array.from({ length: 4 }, () => signsIn('otter', 'a wrong password')))
    const codes = tries.map((one) => one.status === 'rejected' && one.reason.code).sort()
    expect(codes).toEqual([
      ...Array(2).fill('accounts.bad_credentials'),
      ...Array(2).fill('accounts.too_many_attempts'),
    ])
  })

  test('a wrong name and a wrong password read alike', async () => {
    await bench.person('otter')
    const [one, two] = await Promise.allSettled([signsIn('otter', 'not the password'), signsIn('nobody')])
    expect((one as PromiseRejectedResult).reason.message).toBe((two as PromiseRejectedResult).reason.message)
  })
})

describe('sessions', () => {
  const opens = (token: string) => authenticateSession(bench.stranger, { token, address: '192.0.2.1' })

  test('last thirty days from the last visit', async () => {
    await bench.person('otter', 'moderator')
    const { token } = await signsIn('otter')
    bench.clock.advance(days(29))
    expect(await opens(token)).toMatchObject({ kind: 'user', name: 'otter', roles: ['moderator'] })
    bench.clock.advance(days(29))
    expect(await opens(token)).toBeDefined()
    bench.clock.advance(days(30))
    expect(await opens(token)).toBeUndefined()
    await sweepExpired(bench.system)
    expect(await bench.rows('SELECT id FROM session')).toEqual([])
  })

  test('are kept as hashes', async () => {
    await bench.person('otter')
    const { token } = await signsIn('otter')
    expect(JSON.stringify(await bench.rows('SELECT * FROM session'))).not.toContain(token)
    expect(await opens(`${token}x`)).toBeUndefined()
  })

  test('can be ended by their own person only', async () => {
    const otter = await bench.person('otter')
    const heron = await bench.person('heron')
    const { token } = await signsIn('otter')
    const [session] = await listSessions(otter)
    const id = session?.id as never
    await expect(revokeSession(heron, { id })).rejects.toMatchObject({ code: 'accounts.session_not_found' })
    await revokeSession(otter, { id })
    expect(await opens(token)).toBeUndefined()
  })
})

describe('a new password', () => {
  const next = 'another rope, another anchor'

  test('ends other sessions, stored logins and the old password', async () => {
    await bench.person('otter')
    const here = await signsIn('otter')
    const there = await signsIn('otter')
    const actor = await authenticateSession(bench.stranger, { token: here.token, address: '' })
    const otter = bench.makeContext(actor as Actor)
    await expect(changePassword(otter, { current: 'wrong', next, address: '' })).rejects.toMatchObject({
      code: 'accounts.bad_credentials',
    })
    await changePassword(otter, { current: password, next, address: '' })

    const open = ({ token }: { token: string }) => authenticateSession(bench.stranger, { token, address: '' })
    expect([await open(here), await open(there)]).toMatchObject([{ name: 'otter' }, undefined])
    expect(bench.told('account.password-changed')).toHaveLength(1)
    await expect(signsIn('otter')).rejects.toMatchObject({ code: 'accounts.bad_credentials' })
    expect(await signsIn('otter', next)).toBeDefined()
  })

  test('can be set by a link that works once, for two hours', async () => {
    await bench.person('otter')
    await requestPasswordReset(bench.stranger, { email: 'nobody@example.test' })
    await requestPasswordReset(bench.stranger, { email: 'otter@example.test' })
    const asked = bench.told<PasswordResetRequested>('account.password-reset-requested')
    expect(asked).toHaveLength(1)
    const token = tokenIn(asked[0]?.link ?? '')
    await expect(resetPassword(bench.stranger, { token, password: 'short' })).rejects.toMatchObject({
      code: 'accounts.bad_password',
    })
    await resetPassword(bench.stranger, { token, password: next })
    await expect(resetPassword(bench.stranger, { token, password: next })).rejects.toMatchObject({
      code: 'accounts.bad_link',
    })
    expect(await signsIn('otter', next)).toBeDefined()

    await requestPasswordReset(bench.stranger, { email: 'otter@example.test' })
    bench.clock.advance(hours(2))
    const late = tokenIn(bench.told<PasswordResetRequested>('account.password-reset-requested').at(-1)?.link ?? '')
    await expect(resetPassword(bench.stranger, { token: late, password: next })).rejects.toMatchObject({
      code: 'accounts.bad_link',
    })
  })
})

describe('access tokens', () => {
  const wish = { name: 'build', scopes: ['pull' as const], expiresAt: null, limitedTo: null }
  const login = (name: string, secret: string) => authenticateCredential(bench.stranger, { name, secret, ...from })

  test('stand in for the password of their own account, within their scopes', async () => {
    const otter = await bench.person('otter')
    await bench.person('heron')
    const { token, secret } = await createAccessToken(otter, wish)
    expect(await login('otter', secret)).toMatchObject({ via: 'token', token: { id: token.id, scopes: ['pull'] } })
    await expect(login('heron', secret)).rejects.toMatchObject({ code: 'accounts.bad_credentials' })
    expect(await login('otter', password)).toMatchObject({ via: 'password' })
    expect(JSON.stringify(await bench.rows('SELECT * FROM access_token'))).not.toContain(secret)
  })

  test('end when they expire and when they are revoked', async () => {
    const otter = await bench.person('otter')
    const heron = await bench.person('heron')
    const short = await createAccessToken(otter, {
      ...wish,
      expiresAt: new Date(bench.clock.now().getTime() + hours(1)),
    })
    const long = await createAccessToken(otter, wish)
    bench.clock.advance(hours(1))
    await expect(login('otter', short.secret)).rejects.toMatchObject({ code: 'accounts.bad_credentials' })
    await expect(revokeAccessToken(heron, long.token)).rejects.toMatchObject({ code: 'accounts.token_not_found' })
    await revokeAccessToken(otter, long.token)
    await expect(login('otter', long.secret)).rejects.toMatchObject({ code: 'accounts.bad_credentials' })
  })

  test('neither make tokens nor use staff rights beyond their scopes', async () => {
    const olga = await bench.person('olga', 'operator')
    const acts = async (scopes: ('read' | 'write' | 'pull')[]) => {
      const { secret } = await createAccessToken(olga, { ...wish, scopes })
      return bench.makeContext(await authenticateToken(bench.stranger, { secret, address: '' }))
    }
    const reader = await acts(['read'])
    expect(() => authorize(reader, 'audit.read')).not.toThrow()
    expect(() => authorize(reader, 'moderation.hold')).toThrow(/lacks the scope "write"/)
    const puller = await acts(['pull'])
    expect(() => authorize(puller, 'audit.read')).toThrow(/lacks the scope/)
    const writer = await acts(['write'])
    expect(() => authorize(writer, 'moderation.hold')).not.toThrow()
    await expect(createAccessToken(writer, wish)).rejects.toMatchObject({ code: 'accounts.session_needed' })
  })

  test('unknown ones are refused, with a sentence', async () => {
    await expect(authenticateToken(bench.stranger, { secret: 'chd_made-up', address: '' })).rejects.toMatchObject({
      code: 'accounts.bad_token',
    })
  })
})

describe('organizations', () => {
  let otter: Context
  let heron: Context
  beforeEach(async () => {
    otter = await bench.person('otter')
    heron = await bench.person('heron')
    await createOrganization(otter, { name: 'harbour', fullName: 'Harbour Ltd' })
  })

  test('share one space of names with people', async () => {
    const again = createOrganization(heron, { name: 'otter', fullName: 'Otter' })
    await expect(again).rejects.toMatchObject({ code: 'accounts.name_taken', fields: [{ field: 'name' }] })
  })

  test('owners add and remove; members look; strangers learn nothing', async () => {
    const member = { organization: 'harbour', username: 'heron' }
    await expect(showOrganization(heron, { name: 'harbour' })).rejects.toMatchObject({ code: 'accounts.not_found' })
    await addMember(otter, { ...member, role: 'member' })
    expect((await showOrganization(heron, { name: 'harbour' })).members).toHaveLength(2)
    await expect(addMember(heron, { ...member, role: 'owner' })).rejects.toMatchObject({ code: 'accounts.not_owner' })
    await removeMember(heron, member)
    expect((await showOrganization(otter, { name: 'harbour' })).members).toHaveLength(1)
    expect(await bench.actions()).toContain('accounts.member_removed')
  })

  test('keep an owner, also when two leave at the same moment', async () => {
    await addMember(otter, { organization: 'harbour', username: 'heron', role: 'owner' })
    const left = await Promise.allSettled([
      removeMember(otter, { organization: 'harbour', username: 'otter' }),
      removeMember(heron, { organization: 'harbour', username: 'heron' }),
    ])
    expect(left.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(left.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'accounts.last_owner' } })
  })

  test('a person acts for themselves and for them; their mail goes to the owners', async () => {
    await addMember(otter, { organization: 'harbour', username: 'heron', role: 'member' })
    const acting = await accountsActingFor(bench.system, idOf(heron))
    expect(acting.map(({ name, role }) => [name, role])).toEqual([
      ['heron', 'self'],
      ['harbour', 'member'],
    ])
    const addresses = await mailAddresses(
      bench.system,
      acting.slice(1).map(({ id }) => id),
    )
    expect(addresses.map(({ email }) => email)).toEqual(['otter@example.test'])
  })
})

describe('operators', () => {
  test('the first comes by a link that works once; then there is no other way in', async () => {
    const { url } = await createSetupLink(bench.system)
    const olga = { username: 'olga', email: 'olga@example.test', password, ...from }
    await expect(setUpFirstOperator(bench.stranger, { ...olga, token: 'guessed' })).rejects.toMatchObject({
      code: 'accounts.bad_link',
    })
    const { roles } = await setUpFirstOperator(bench.stranger, { ...olga, token: tokenIn(url) })
    expect(roles).toEqual(['operator'])
    expect(await hasOperator(bench.system)).toBe(true)
    await expect(createSetupLink(bench.system)).rejects.toMatchObject({ code: 'accounts.operator_exists' })
  })

  test('give roles; others may not; the last one stays', async () => {
    const olga = await bench.person('olga', 'operator')
    const mora = await bench.person('mora')
    const wish = { username: 'mora', roles: ['moderator' as const] }
    await expect(grantRoles(mora, wish)).rejects.toMatchObject({ code: 'accounts.not_permitted' })
    await expect(grantRoles(bench.stranger, wish)).rejects.toMatchObject({ code: 'accounts.sign_in_first' })
    expect((await grantRoles(olga, wish)).roles).toEqual(['moderator'])
    await expect(grantRoles(olga, { username: 'olga', roles: [] })).rejects.toMatchObject({
      code: 'accounts.last_operator',
    })
    expect(await bench.actions()).toEqual(['accounts.roles_granted'])
  })
})
