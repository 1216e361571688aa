import { expect, test } from 'vitest'
import { newTokenKey, signToken, tokenCheck } from './signed-token.ts'

const expected = { issuer: 'https://store.example', audience: 'store.example', now: new Date('2026-03-01T12:00:00Z') }
const seconds = expected.now.getTime() / 1000
const claims = { iss: 'https://store.example', aud: 'store.example', iat: seconds, nbf: seconds, exp: seconds + 300 }

test('a token that was signed here passes the check of a library that did not sign it, with all its claims', async () => {
  const key = await newTokenKey()
  const token = signToken(key, { ...claims, name: 'Zoë' })
  const check = tokenCheck([key.publicJwk])
  expect(await check(token, expected)).toEqual({ ok: true, claims: { ...claims, name: 'Zoë' } })
  const [header = ''] = token.split('.')
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'ES256', typ: 'JWT', kid: key.kid })
})

test('one changed letter of payload or signature, or another key, is noticed', async () => {
  const [key, other] = await Promise.all([newTokenKey(), newTokenKey()])
  const token = signToken(key, claims)
  const check = tokenCheck([key.publicJwk])
  for (const at of [token.indexOf('.') + 5, token.lastIndexOf('.') + 5]) {
    const letter = token[at] === 'A' ? 'B' : 'A'
    const changed = token.slice(0, at) + letter + token.slice(at + 1)
    expect(await check(changed, expected)).toMatchObject({ ok: false, unknownKey: false })
  }
  expect(await check(signToken(other, claims), expected)).toMatchObject({ ok: false, unknownKey: true })
  const posing = signToken({ ...other, kid: key.kid }, claims)
  expect(await check(posing, expected)).toMatchObject({ ok: false, why: 'its signature is wrong' })
})
