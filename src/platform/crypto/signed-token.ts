import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  errors,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWK,
  jwtVerify,
} from 'jose'

const algorithm = 'ES256'
const leewaySeconds = 60

/** A key pair for tokens; `kid` is the RFC 7638 thumbprint of the public part. */
export interface TokenKey {
  readonly kid: string
  readonly publicJwk: JWK
  readonly privateJwk: JWK
}

/** Makes a P-256 key pair. */
export async function newTokenKey(): Promise<TokenKey> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const bare = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(bare)
  const publicJwk = { ...bare, kid, alg: algorithm, use: 'sig' }
  return { kid, publicJwk, privateJwk: { ...(await exportJWK(privateKey)), kid, alg: algorithm } }
}

const privateKeys = new WeakMap<JWK, KeyObject>()

/**
 * Signs the claims as a compact JWT with `kid` in its header (AUT-048, AUT-051). Done in this thread: one signature costs
 * less than handing it to another one, and a token is made for every pull.
 */
export function signToken(tokenKey: TokenKey, claims: Readonly<Record<string, unknown>>): string {
  const key = privateKeys.get(tokenKey.privateJwk) ?? createPrivateKey({ key: tokenKey.privateJwk, format: 'jwk' })
  privateKeys.set(tokenKey.privateJwk, key)
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const signed = `${encoded({ alg: algorithm, typ: 'JWT', kid: tokenKey.kid })}.${encoded(claims)}`
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

/** Checks tokens against a fixed set of public keys. */
export type TokenCheck = (
  token: string,
  expected: { readonly issuer: string; readonly audience: string; readonly now: Date },
) => Promise<TokenVerdict>

export type TokenVerdict =
  | { readonly ok: true; readonly claims: Readonly<Record<string, unknown>> }
  /** `unknownKey` is set when no key of the set made the token: the set may be out of date. */
  | { readonly ok: false; readonly why: string; readonly unknownKey: boolean }

/**
 * A check in the order key, signature, issuer, audience, time with 60 s leeway (AUT-050).
 * Only ES256 is accepted, so neither `none` nor a public key used as a shared secret passes.
 */
export function tokenCheck(publicJwks: readonly JWK[]): TokenCheck {
  const keys = createLocalJWKSet({ keys: [...publicJwks] } as JSONWebKeySet)
  return async (token, { issuer, audience, now }) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: [algorithm],
        issuer,
        audience,
        currentDate: now,
        clockTolerance: leewaySeconds,
        requiredClaims: ['exp', 'nbf', 'iat'],
      })
      return { ok: true, claims: payload }
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error
      return { ok: false, why: reasonOf(error), unknownKey: error instanceof errors.JWKSNoMatchingKey }
    }
  }
}

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'it has expired'
  if (error instanceof errors.JWTClaimValidationFailed) return `its claim "${error.claim}" is not the expected one`
  if (error instanceof errors.JWKSNoMatchingKey) return 'it was not signed by a key of this store'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature is wrong'
  if (error instanceof errors.JOSEAlgNotAllowed) return 'its algorithm is not accepted'
  return 'it is not a well-formed token'
}
