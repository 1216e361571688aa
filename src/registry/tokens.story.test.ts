import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { minutes, seconds } from '../platform/clock.ts'
import { signingKey } from './access/token-keys.ts'
import { revokeLogins } from './revoke-logins.ts'
import { Client } from './testing/client.ts'
import { person, type RegistryBench, registryBench } from './testing/registry-bench.ts'
import { writeAccessLog } from './write-access-log.ts'

let bench: RegistryBench
let stranger: Client

beforeAll(async () => {
  bench = await registryBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.reset()
  bench.members.set('ada', { password: 'secret', namespaces: { acme: 'editor' } })
  bench.members.set('robot', { password: 'chd_token', namespaces: { acme: 'owner' }, scopes: ['pull'] })
  bench.members.set('olga', { password: 'secret', roles: ['operator'] })
  stranger = new Client(bench)
})

interface Claims {
  readonly iss: string
  readonly sub: string
  readonly aud: string
  readonly exp: number
  readonly nbf: number
  readonly iat: number
  readonly jti: string
  readonly access: readonly { type: string; class?: string; name: string; actions: string[] }[]
}

const part = (token: string, index: number) =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString('utf8'))
const claimsOf = (token: string): Claims => part(token, 1)
const accessOf = async (client: Client, ...scopes: string[]) => claimsOf(await client.token(...scopes)).access

describe('the token endpoint, GET form (AUT-023…037)', () => {
  test('a token holds what is asked and allowed, and says who, for whom and how long', async () => {
    const answer = await new Client(bench, 'ada').askToken(['repository:acme/widget:pull,push,delete'])
    const body = answer.json()
    expect(answer.statusCode).toBe(200)
    expect(body).toMatchObject({ expires_in: 300, issued_at: '2026-03-02T09:00:00.000Z' })
    expect(body.token).toBe(body.access_token)
    expect(body.refresh_token).toBeUndefined()
    expect(claimsOf(body.token)).toMatchObject({
      iss: 'http://localhost:8080',
      sub: 'ada',
      aud: 'localhost:8080',
      exp: bench.clock.now().getTime() / 1000 + 300,
      access: [{ type: 'repository', name: 'acme/widget', actions: ['pull', 'push'] }],
    })
    const header = part(body.token, 0)
    expect(header).toMatchObject({ alg: 'ES256', typ: 'JWT' })
    const { keys } = (await stranger.raw('GET', '/.well-known/jwks.json')).json()
    expect(keys).toMatchObject([{ kid: header.kid, kty: 'EC', crv: 'P-256', use: 'sig' }])
    expect(keys[0]).not.toHaveProperty('d')
  })

  test('missing rights are never an error: the token is empty', async () => {
    expect(await accessOf(stranger, 'repository:acme/widget:pull')).toEqual([])
    expect(claimsOf(await stranger.token()).sub).toBe('')
    expect(await accessOf(new Client(bench, 'ada'), 'repository:eve/x:pull', 'x:y:z')).toEqual([])
  })

  test('everybody may pull from library, and look at the catalogue', async () => {
    expect(await accessOf(stranger, 'repository:library/busybox:pull,push')).toMatchObject([{ actions: ['pull'] }])
    expect(await accessOf(new Client(bench, 'olga'), 'registry:catalog:*')).toMatchObject([{ actions: ['*'] }])
    const catalog = await new Client(bench, 'olga').request('GET', '/v2/_catalog')
    expect([catalog.statusCode, catalog.json()]).toEqual([200, { repositories: [] }])
    expect(await accessOf(stranger, 'registry:catalog:*', 'registry:catalog:pull')).toMatchObject([{ actions: ['*'] }])
    expect((await stranger.raw('GET', '/v2/_catalog')).statusCode).toBe(401)
  })

  test('the class form of a scope is granted as the resource it is (AUT-021)', async () => {
    const ada = new Client(bench, 'ada')
    expect(await accessOf(ada, 'repository(plugin):acme/driver:pull')).toEqual([
      { type: 'repository', class: 'plugin', name: 'acme/driver', actions: ['pull'] },
    ])
    const token = await ada.token('repository(plugin):acme/driver:pull,push')
    const authorization = `Bearer ${token}`
    const started = await ada.raw('POST', '/v2/acme/driver/blobs/uploads/', { headers: { authorization } })
    expect(started.statusCode).toBe(202)
  })

  test('a personal access token pulls when that is its scope, and gets no refresh token', async () => {
    const answer = await new Client(bench, 'robot').askToken(['repository:acme/widget:pull,push'], {
      offline_token: 'true',
    })
    expect(claimsOf(answer.json().token).access).toMatchObject([{ actions: ['pull'] }])
    expect(answer.json().refresh_token).toBeUndefined()
  })

  test('wrong credentials, another account and another service are refused with words', async () => {
    const wrong = await new Client(bench, 'ada', 'guess').askToken([])
    expect([wrong.statusCode, wrong.json()]).toMatchObject([
      401,
      { errors: [{ code: 'UNAUTHORIZED' }], details: 'The user name or the password is wrong.' },
    ])
    expect((await new Client(bench, 'ada').askToken([], { account: 'eve' })).statusCode).toBe(401)
    expect((await new Client(bench, 'ada').askToken([], { account: 'ADA' })).statusCode).toBe(200)
    const elsewhere = await stranger.raw('GET', '/auth/token?service=elsewhere')
    expect([elsewhere.statusCode, elsewhere.headers['content-type']]).toMatchObject([400, /application\/json/])
  })

  test('every token handed out leaves a row', async () => {
    await new Client(bench, 'ada').token('repository:acme/widget:pull,push,delete')
    await writeAccessLog(bench.context())
    const { rows } = await bench.database.execute('SELECT account_name, requested, granted FROM token_grant')
    expect(rows).toEqual([
      {
        account_name: 'ada',
        requested: 'repository:acme/widget:pull,push,delete',
        granted: 'repository:acme/widget:pull,push',
      },
    ])
  })
})

describe('docker login and the POST form (AUT-038…047, AUT-055…058, AUT-112)', () => {
  const post = (form: Record<string, string>) =>
    stranger.raw('POST', '/auth/token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ service: 'localhost:8080', client_id: 'docker', ...form }).toString(),
    })

  test('login by GET, then tokens by the stored login, until the password changes', async () => {
    const ping = await stranger.raw('GET', '/v2/')
    expect(ping.statusCode).toBe(401)
    expect(ping.headers).toMatchObject({
      'docker-distribution-api-version': 'registry/2.0',
      'www-authenticate': 'Bearer realm="http://localhost:8080/auth/token",service="localhost:8080"',
    })
    const login = (await new Client(bench, 'ada').askToken([], { offline_token: 'true', account: 'ada' })).json()
    const signedIn = await stranger.raw('GET', '/v2/', { headers: { authorization: `Bearer ${login.token}` } })
    expect([signedIn.statusCode, signedIn.json()]).toEqual([200, {}])

    const stored = { grant_type: 'refresh_token', refresh_token: login.refresh_token }
    const refreshed = await post({ ...stored, scope: 'repository:acme/widget:pull repository:acme/base:pull' })
    expect([refreshed.statusCode, refreshed.json()]).toMatchObject([
      200,
      { refresh_token: login.refresh_token, scope: 'repository:acme/widget:pull repository:acme/base:pull' },
    ])
    expect(claimsOf(refreshed.json().access_token).sub).toBe('ada')
    expect(await bench.auditActions()).toContain('registry.login_stored')

    // The login was looked up a moment ago and is remembered; that it is revoked is heard all the same.
    await revokeLogins(bench.context(), { accountId: bench.accountId('ada') })
    const revoked = await post(stored)
    expect([revoked.statusCode, revoked.json().details]).toEqual([
      401,
      'Your login is no longer valid. Log in again with docker login.',
    ])
  })

  test('the refresh token is kept as a hash only', async () => {
    const { refresh_token } = (await new Client(bench, 'ada').askToken([], { offline_token: 'true' })).json()
    const { rows } = await bench.database.execute('SELECT * FROM refresh_token')
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(refresh_token)
  })

  test('a program with an endless name logs in; the beginning of it is kept', async () => {
    const form = { grant_type: 'password', username: 'ada', password: 'secret', access_type: 'offline' }
    expect((await post({ ...form, client_id: 'x'.repeat(40_000) })).statusCode).toBe(200)
    const scope = Array.from({ length: 100 }, (_, n) => `repository:acme/${'widget/'.repeat(20)}n${n}:pull`).join(' ')
    expect((await post({ ...form, scope })).statusCode).toBe(200)
    await writeAccessLog(bench.context())
    const { rows } = await bench.database.execute(
      `SELECT max(length(client)) AS client, (SELECT max(length(requested)) FROM token_grant) AS requested FROM refresh_token`,
    )
    expect(rows).toEqual([{ client: 300, requested: 4000 }])
  })

  test('login by POST with a password', async () => {
    const form = { grant_type: 'password', username: 'ada', password: 'secret' }
    expect((await post(form)).json()).not.toHaveProperty('refresh_token')
    expect((await post({ ...form, access_type: 'offline' })).json()).toHaveProperty('refresh_token')
    const wrong = await post({ ...form, password: 'guess' })
    expect([wrong.statusCode, wrong.json().details]).toEqual([401, 'The user name or the password is wrong.'])
  })

  test('a request that is not complete or not offered says what is wrong', async () => {
    const code = await post({ grant_type: 'authorization_code' })
    expect([code.statusCode, code.json().error]).toEqual([400, 'unsupported_grant_type'])
    expect((await post({})).json().details).toMatch(/lacks grant_type/)
    expect((await post({ grant_type: 'refresh_token' })).json().details).toMatch(/lacks refresh_token/)
    expect((await post({ grant_type: 'refresh_token', refresh_token: 'guess' })).statusCode).toBe(401)
    expect((await post({ grant_type: 'password', username: 'ada' })).statusCode).toBe(400)
  })
})

describe('checking tokens (AUT-048…053, AUT-114)', () => {
  const scope = 'repository:acme/widget:pull'
  const tags = '/v2/acme/widget/tags/list'
  let keys: { kid: string; privateJwk: JWK }

  beforeEach(async () => {
    await new Client(bench, 'ada').pushesImage('acme/widget', '1.0')
    const { rows } = await bench.database.execute('SELECT kid, private_jwk FROM signing_key')
    keys = { kid: String(rows[0]?.kid), privateJwk: rows[0]?.private_jwk as JWK }
  })

  /** A token that is right in everything but what the test changes. */
  async function forged(changes: Record<string, unknown>, key?: Parameters<SignJWT['sign']>[0]) {
    const now = bench.clock.now().getTime() / 1000
    const claims = {
      iss: 'http://localhost:8080',
      sub: 'ada',
      aud: 'localhost:8080',
      iat: now,
      nbf: now,
      exp: now + 300,
      jti: 'one',
      access: [{ type: 'repository', name: 'acme/widget', actions: ['pull'] }],
      ...changes,
    }
    const own = key ?? (await importJWK(keys.privateJwk, 'ES256'))
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: keys.kid }).sign(own)
  }

  const asked = async (token: string) => {
    const answer = await stranger.raw('GET', tags, { headers: { authorization: `Bearer ${token}` } })
    const error = /error="([^"]+)"/.exec(String(answer.headers['www-authenticate']))?.[1]
    return error === undefined ? String(answer.statusCode) : `${answer.statusCode} ${error}`
  }

  test('a token of our own making is believed', async () => {
    expect(await asked(await forged({}))).toBe('200')
    expect(await asked(await forged({ aud: ['other', 'localhost:8080'] }))).toBe('200')
  })

  test.each<[string, Record<string, unknown>]>([
    ['another issuer', { iss: 'http://evil.example' }],
    ['another audience', { aud: 'registry.example' }],
    ['an audience list without us', { aud: ['a', 'b'] }],
    ['no expiry', { exp: undefined }],
  ])('%s: invalid_token', async (_what, changes) =>
    expect(await asked(await forged(changes))).toBe('401 invalid_token'),
  )

  test('a missing action: insufficient_scope', async () => {
    expect(await asked(await forged({ access: [] }))).toBe('401 insufficient_scope')
    const push = [{ type: 'repository', name: 'acme/widget', actions: ['push'] }]
    expect(await asked(await forged({ access: push }))).toBe('401 insufficient_scope')
    const other = [{ type: 'repository', name: 'acme/widgets', actions: ['pull'] }]
    expect(await asked(await forged({ access: other }))).toBe('401 insufficient_scope')
  })

  test('another key under our key id: invalid_token', async () => {
    const { privateKey } = await generateKeyPair('ES256')
    expect(await asked(await forged({}, privateKey))).toBe('401 invalid_token')
  })

  test('no algorithm, or our public key as a shared secret: invalid_token', async () => {
    const [, payload] = (await forged({})).split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    expect(await asked(`${none}.${payload}.`)).toBe('401 invalid_token')
    const publicJwk = JSON.stringify(await exportJWK(await importJWK(keys.privateJwk, 'ES256', { extractable: true })))
    const shared = await new SignJWT({ ...claimsOf(await forged({})) })
      .setProtectedHeader({ alg: 'HS256', kid: keys.kid })
      .sign(Buffer.from(publicJwk))
    expect(await asked(shared)).toBe('401 invalid_token')
  })

  test('a changed payload, rubbish and endless texts: invalid_token', async () => {
    const [header, , signature] = (await forged({})).split('.')
    const payload = Buffer.from(JSON.stringify(claimsOf(await forged({ sub: 'olga' })))).toString('base64url')
    expect(await asked(`${header}.${payload}.${signature}`)).toBe('401 invalid_token')
    expect(await asked('rubbish')).toBe('401 invalid_token')
    expect(await asked('x'.repeat(20_000))).toBe('401 invalid_token')
  })

  test('expiry has a minute of leeway, and no more', async () => {
    const token = await forged({})
    bench.clock.advance(seconds(300) + seconds(59))
    expect(await asked(token)).toBe('200')
    bench.clock.advance(seconds(2))
    expect(await asked(token)).toBe('401 invalid_token')
    const early = bench.clock.now().getTime() / 1000
    expect(await asked(await forged({ nbf: early + 59 }))).toBe('200')
    expect(await asked(await forged({ nbf: early + 61 }))).toBe('401 invalid_token')
  })

  test('two programs that start at once on one database sign with one key', async () => {
    await bench.reset()
    await Promise.all([signingKey(bench.context()), signingKey(bench.context())])
    const { rows } = await bench.database.execute('SELECT kid FROM signing_key')
    expect(rows).toHaveLength(1)
  })

  test('keys outlive a restart', async () => {
    const token = await new Client(bench, 'ada').token(scope)
    await bench.restart()
    expect(await asked(token)).toBe('200')
    bench.clock.advance(minutes(1))
    expect(part(await new Client(bench, 'ada').token(scope), 0).kid).toBe(keys.kid)
  })

  test('a retired key is believed until its last token has ended, then it is gone (AUT-053)', async () => {
    const old = await new Client(bench, 'ada').token(scope)
    const rotates = () => stranger.raw('POST', '/api/v1/registry/token-keys')
    bench.signedIn = person('ada')
    expect((await rotates()).statusCode).toBe(403)
    bench.signedIn = person('olga', ['operator'])
    const fresh = (await rotates()).json().kid
    expect(part(await new Client(bench, 'ada').token(scope), 0).kid).toBe(fresh)
    expect(await asked(old)).toBe('200')
    const published = async () => {
      const { keys: all } = (await stranger.raw('GET', '/.well-known/jwks.json')).json()
      return all.map((key: { kid: string }) => key.kid)
    }
    expect((await published()).sort()).toEqual([fresh, keys.kid].sort())
    bench.clock.advance(minutes(16))
    expect(await published()).toEqual([fresh])
    expect(await asked(await forged({}))).toBe('401 invalid_token')
    expect(await bench.auditActions()).toContain('registry.token_key_rotated')
  })
})
