import type { AccountId, Actor, Role, TokenScope } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { hashToken, isWellFormedToken } from '../platform/crypto/tokens.ts'
import { checkPassword } from './check-password.ts'
import { tokenPrefix } from './create-access-token.ts'
import { type AccessToken, limitedScopes } from './domain/access-token.ts'
import { badCredentials, badToken, emailNotConfirmed } from './domain/errors.ts'
import { credentialMemoryOf } from './memory/credential-memory.ts'
import { accessTokens } from './store/access-tokens.ts'
import { roleGrants } from './store/roles.ts'

/** Name and secret as docker sends them: the secret is a password or an access token (AUT-035). */
export interface AuthenticateCredential {
  readonly name: string
  readonly secret: string
  readonly address: string
  /** What the program calls itself. */
  readonly client?: string
}

/** Who has shown the credential, and within which limits. */
export interface AuthenticatedCredential {
  readonly accountId: AccountId
  readonly name: string
  readonly roles: readonly Role[]
  readonly via: 'password' | 'token'
  readonly token?: {
    readonly id: AccessToken['id']
    readonly scopes: readonly TokenScope[]
    readonly limitedTo: readonly string[] | null
  }
}

// public: it finds out who calls.
/**
 * Checks a credential for `docker login` and the token endpoint. One that was right is believed for 5 s without asking
 * again, unless the password, the token or the roles change. Throws `accounts.bad_credentials`,
 * `accounts.email_not_confirmed`, `accounts.too_many_attempts` (with `retryAfter` seconds).
 */
export async function authenticateCredential(
  ctx: Context,
  input: AuthenticateCredential,
): Promise<AuthenticatedCredential> {
  const memory = credentialMemoryOf(ctx)
  const { name, secret } = input
  const askedAt = ctx.clock.now()
  const known = memory.recall(name, secret, askedAt)
  if (known) return known
  const version = memory.version
  const { who, end } = isWellFormedToken(secret, tokenPrefix) ? await byToken(ctx, input) : await byPassword(ctx, input)
  memory.remember(name, secret, { who, askedAt, end, version })
  return who
}

interface Found {
  readonly who: AuthenticatedCredential
  /** When the credential expires by itself. */
  readonly end: Date | null
}

async function byToken(ctx: Context, input: AuthenticateCredential): Promise<Found> {
  const used = await findByToken(ctx, input)
  if (!used || used.account.name.toLowerCase() !== input.name.toLowerCase()) throw badCredentials()
  if (!used.account.emailVerified) throw emailNotConfirmed()
  const { account, roles, token } = used
  const { id, scopes, limitedTo } = token
  const who = {
    accountId: account.id,
    name: account.name,
    roles,
    via: 'token',
    token: { id, scopes, limitedTo },
  } as const
  return { who, end: token.expiresAt }
}

async function byPassword(ctx: Context, input: AuthenticateCredential): Promise<Found> {
  const account = await checkPassword(ctx, { name: input.name, password: input.secret, address: input.address })
  const roles = await ctx.transaction((tx) => roleGrants(tx).of(account.id))
  return { who: { accountId: account.id, name: account.name, roles, via: 'password' }, end: null }
}

// public: it finds out who calls.
/**
 * The actor behind an access token that a program sends as bearer. One that is limited to some products pulls and does
 * nothing else, whatever scopes it was once given. Throws `accounts.bad_token`.
 */
export async function authenticateToken(
  ctx: Context,
  input: { readonly secret: string; readonly address: string; readonly client?: string },
): Promise<Actor> {
  const used = isWellFormedToken(input.secret, tokenPrefix) ? await findByToken(ctx, input) : undefined
  if (!used) throw badToken()
  const { scopes, limitedTo } = used.token
  return {
    kind: 'token',
    accountId: used.account.id,
    name: used.account.name,
    roles: used.roles,
    tokenId: used.token.id,
    scopes: limitedTo === null ? scopes : limitedScopes(scopes),
    ...(limitedTo !== null && { limitedTo }),
    address: input.address,
  }
}

function findByToken(ctx: Context, { secret, address, client }: Omit<AuthenticateCredential, 'name'>) {
  const from = { address, ...(client !== undefined && { client }) }
  return ctx.transaction((tx) => accessTokens(tx).use(hashToken(secret), from, ctx.clock.now()))
}
