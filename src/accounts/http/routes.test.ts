import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type PeopleBench, password, peopleBench } from '../../../test/support/people-bench.ts'
import type { VerificationRequested } from '../domain/events.ts'

let bench: PeopleBench
let app: FastifyInstance
beforeAll(async () => {
  bench = await peopleBench()
  app = await bench.serves()
})
beforeEach(() => bench.reset())
afterAll(async () => {
  await app.close()
  await bench.close()
})

type Call = Pick<InjectOptions, 'method' | 'url' | 'payload' | 'headers'>

type Caller = (call: Call) => Promise<Awaited<ReturnType<FastifyInstance['inject']>>>

/** A browser that has signed in. */
async function signsIn(username: string): Promise<Caller> {
  const answer = await app.inject({ method: 'POST', url: '/session', payload: { username, password } })
  const cookie = answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  return async (call) => app.inject({ ...call, headers: { ...call.headers, cookie } })
}

describe('a stranger', () => {
  test.each([
    ['PATCH', '/account', { fullName: 'X' }],
    ['POST', '/account/password', { current: 'a', next: 'b' }],
    ['GET', '/sessions', undefined],
    ['GET', '/access-tokens', undefined],
    ['POST', '/access-tokens', { name: 'x', scopes: ['pull'] }],
    ['GET', '/organizations', undefined],
    ['POST', '/organizations', { name: 'harbour', fullName: 'Harbour' }],
    ['GET', '/organizations/harbour', undefined],
    ['PUT', '/organizations/harbour/members/otter', { role: 'member' }],
    ['GET', '/staff', undefined],
    ['PUT', '/staff/otter', { roles: ['operator'] }],
  ] as const)('is asked to sign in: %s %s', async (method, url, payload) => {
    const answer = await app.inject({ method, url, ...(payload && { payload }) })
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'accounts.sign_in_first'])
    expect(answer.headers['content-type']).toContain('application/problem+json')
  })

  test('is told that nobody is signed in', async () => {
    expect((await app.inject('/session')).json()).toEqual({ account: null, roles: [], organizations: [] })
  })

  test('signs up, opens the link and signs in with a cookie that scripts cannot read', async () => {
    const signUp = { username: 'otter', email: 'otter@example.test', password, fullName: 'Otter' }
    const made = await app.inject({ method: 'POST', url: '/accounts', payload: signUp })
    expect(made.statusCode).toBe(201)
    expect(made.json()).toMatchObject({ name: 'otter', kind: 'user', emailVerified: false })

    const [mail] = bench.told<VerificationRequested>('account.verification-requested')
    const token = new URL(mail?.link ?? '').searchParams.get('token')
    const early = await app.inject({ method: 'POST', url: '/session', payload: { username: 'otter', password } })
    expect([early.statusCode, early.json().code]).toEqual([401, 'accounts.email_not_confirmed'])
    await app.inject({ method: 'POST', url: '/accounts/verify-email', payload: { token } })

    const answer = await app.inject({ method: 'POST', url: '/session', payload: { username: 'otter', password } })
    expect(answer.json()).toMatchObject({ account: { name: 'otter', email: 'otter@example.test' } })
    expect(answer.cookies).toMatchObject([{ name: 'chandlery', httpOnly: true, sameSite: 'Lax', path: '/' }])
    expect(answer.body).not.toContain(answer.cookies[0]?.value)
  })

  test('gets the wrong fields of a form back', async () => {
    const payload = { username: 'store', email: 'x', password: 'short' }
    const answer = await app.inject({ method: 'POST', url: '/accounts', payload })
    expect(answer.statusCode).toBe(422)
    expect(answer.json().fields.map((f: { field: string }) => f.field)).toEqual(['username', 'email', 'password'])
  })

  test.each(['/accounts/resend-verification', '/password-resets'])(
    '%s answers alike for every address',
    async (url) => {
      await bench.person('otter')
      const answers = await Promise.all(
        ['otter@example.test', 'nobody@example.test'].map((email) =>
          app.inject({ method: 'POST', url, payload: { email } }),
        ),
      )
      expect(answers.map(({ statusCode, body }) => [statusCode, body])).toEqual([
        [202, '{}'],
        [202, '{}'],
      ])
    },
  )

  test('who failed too often is told how long to wait', async () => {
    for (let n = 0; n < 10; n++) {
      await bench.database.execute('INSERT INTO sign_in_failure (key, at) VALUES ($1, $2)', [
        'pair:otter|127.0.0.1',
        bench.clock.now(),
      ])
    }
    const answer = await app.inject({ method: 'POST', url: '/session', payload: { username: 'otter', password } })
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '900'])
    expect(answer.json().detail).toMatch(/Wait 15 minutes/)
  })
})

describe('somebody who is signed in', () => {
  test('sees the session, ends it, and is a stranger again', async () => {
    await bench.person('otter')
    const otter = await signsIn('otter')
    const { items } = (await otter({ method: 'GET', url: '/sessions' })).json()
    expect(items).toMatchObject([{ current: true, address: '127.0.0.1' }])
    const out = await otter({ method: 'DELETE', url: '/session' })
    expect([out.statusCode, out.cookies[0]?.value]).toEqual([204, ''])
    expect((await otter({ method: 'GET', url: '/session' })).json()).toMatchObject({ account: null })
  })

  test('makes a token that programs send as bearer; the list never shows the secret', async () => {
    await bench.person('otter')
    const otter = await signsIn('otter')
    const payload = { name: 'build', scopes: ['read'] }
    const made = (await otter({ method: 'POST', url: '/access-tokens', payload })).json()
    expect(made.secret).toMatch(/^chd_/)
    expect((await otter({ method: 'GET', url: '/access-tokens' })).body).not.toContain(made.secret)

    const headers = { authorization: `Bearer ${made.secret}` }
    expect((await app.inject({ url: '/session', headers })).json()).toMatchObject({ account: { name: 'otter' } })
    const change = await app.inject({ method: 'PATCH', url: '/account', headers, payload: { fullName: 'X' } })
    expect([change.statusCode, change.json().code]).toEqual([403, 'accounts.token_lacks_scope'])

    await otter({ method: 'DELETE', url: `/access-tokens/${made.token.id}` })
    const revoked = await app.inject({ url: '/session', headers })
    expect([revoked.statusCode, revoked.json().code]).toEqual([401, 'accounts.bad_token'])
  })

  test('without a role may not see or change staff; with the role of an operator may', async () => {
    await bench.person('otter')
    await bench.person('olga', 'operator')
    const otter = await signsIn('otter')
    const olga = await signsIn('olga')
    for (const call of [
      { method: 'GET', url: '/staff' },
      { method: 'PUT', url: '/staff/otter', payload: { roles: ['operator'] } },
    ] as const) {
      const refused = await otter(call)
      expect([refused.statusCode, refused.json().code]).toEqual([403, 'accounts.not_permitted'])
    }
    await olga({ method: 'PUT', url: '/staff/otter', payload: { roles: ['moderator'] } })
    expect((await olga({ method: 'GET', url: '/staff' })).json().items).toEqual([
      { name: 'olga', fullName: 'olga', roles: ['operator'] },
      { name: 'otter', fullName: 'otter', roles: ['moderator'] },
    ])
    expect((await otter({ method: 'GET', url: '/session' })).json().roles).toEqual(['moderator'])
  })

  test('who does not belong to an organization cannot see it', async () => {
    await bench.person('otter')
    await bench.person('heron')
    const otter = await signsIn('otter')
    await otter({ method: 'POST', url: '/organizations', payload: { name: 'harbour', fullName: 'Harbour' } })
    const heron = await signsIn('heron')
    for (const name of ['harbour', 'nowhere']) {
      expect((await heron({ method: 'GET', url: `/organizations/${name}` })).statusCode).toBe(404)
    }
    expect((await otter({ method: 'GET', url: '/organizations/harbour' })).json()).toMatchObject({
      organization: { name: 'harbour' },
      members: [{ name: 'otter', role: 'owner' }],
    })
  })
})

test('over https the cookie is bound to the host and never sent in clear', async () => {
  const secure = await peopleBench({ publicUrl: 'https://store.example' })
  const server = await secure.serves()
  await secure.person('otter')
  const answer = await server.inject({ method: 'POST', url: '/session', payload: { username: 'otter', password } })
  expect(answer.cookies).toMatchObject([{ name: '__Host-chandlery', secure: true, httpOnly: true, path: '/' }])
  await server.close()
  await secure.close()
})
