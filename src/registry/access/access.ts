import type { AccountId, Actor } from '../../platform/actor.ts'
import type { Id } from '../../platform/ids.ts'
import type { ResourceScope } from '../domain/scope.ts'

/** What a verified bearer token says. */
export interface Access {
  /** Undefined for anonymous tokens. */
  readonly accountId?: AccountId
  readonly name: string
  readonly staff: boolean
  readonly limitedTo: readonly string[] | null
  readonly tokenId: string
  /** The access token or stored login that it was made from: void when that is revoked. */
  readonly credentialId?: string
  readonly grants: readonly ResourceScope[]
  /** Seconds since 1970 at which the token ends. */
  readonly expires: number
}

/** Where the request came from; kept with pulls and grants. */
export interface Origin {
  readonly address: string
  readonly client?: string
}

/** Longest name of a program that is kept; nobody needs more to recognise it. */
const longestClient = 300

/** Where a request came from, by its address and by what its program calls itself, if it says so. */
export function originOf(address: string, client: string | undefined): Origin {
  return client === undefined ? { address } : { address, client: client.slice(0, longestClient) }
}

/** True when the token holds the action; the class form of a type does not matter (AUT-021). */
export function holds(access: Access, type: string, name: string, action: string): boolean {
  return access.grants.some((grant) => grant.type === type && grant.name === name && grant.actions.includes(action))
}

/** On whose behalf a registry request acts. */
export function actorOf(access: Access, address: string): Actor {
  if (access.accountId === undefined) return { kind: 'anonymous', address }
  return {
    kind: 'token',
    accountId: access.accountId,
    name: access.name,
    roles: [],
    tokenId: access.tokenId as Id<'access_token'>,
    scopes: ['pull', 'push'],
    address,
  }
}

/** The claims of a token (AUT-049); `chandlery` holds what the front end needs to ask licensing again (AUT-008). */
export function claimsOf(access: Access, issuer: string, audience: string, issuedAt: number): Record<string, unknown> {
  return {
    iss: issuer,
    sub: access.name,
    aud: audience,
    iat: issuedAt,
    nbf: issuedAt,
    exp: access.expires,
    jti: access.tokenId,
    access: access.grants.map(({ type, class: of, name, actions }) => ({
      type,
      ...(of !== undefined && { class: of }),
      name,
      actions,
    })),
    chandlery: {
      ...(access.accountId !== undefined && { account: access.accountId }),
      ...(access.staff && { staff: true }),
      ...(access.limitedTo && { limited_to: access.limitedTo }),
      ...(access.credentialId !== undefined && { credential: access.credentialId }),
    },
  }
}

interface OwnClaims {
  readonly account?: AccountId
  readonly staff?: boolean
  readonly limited_to?: readonly string[]
  readonly credential?: string
}

/** Reads claims whose signature, issuer, audience and times were checked: they are our own. */
export function accessFrom(claims: Readonly<Record<string, unknown>>): Access {
  const own = (claims.chandlery ?? {}) as OwnClaims
  return {
    ...(own.account !== undefined && { accountId: own.account }),
    name: String(claims.sub ?? ''),
    staff: own.staff === true,
    limitedTo: own.limited_to ?? null,
    tokenId: String(claims.jti ?? ''),
    ...(own.credential !== undefined && { credentialId: own.credential }),
    grants: (claims.access ?? []) as readonly ResourceScope[],
    expires: Number(claims.exp),
  }
}
