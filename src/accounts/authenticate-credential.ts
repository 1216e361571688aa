import type { Actor, Role, TokenScope } from '../platform/actor.ts'
import { minutes } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { hashToken, isWellFormedToken } from '../platform/crypto/tokens.ts'
import { type Credentials, checkPassword, countAttempt } from './check-password.ts'
import { type AccessToken, type AccessTokenId, accessTokenPrefix, isUsable } from './domain/access-token.ts'
import { type Account, type AccountId, plainName } from './domain/account.ts'
import { signInLimits } from './domain/attempts.ts'
import { badCredentials, badToken, scopeNeeded } from './domain/errors.ts'
import { accessTokens } from './store/access-tokens.ts'
import { accounts } from './store/accounts.ts'

/** Somebody who has shown who they are to the registry (AUT-035). */
export interface Authenticated {
  readonly accountId: AccountId
  readonly name: string
  readonly roles: readonly Role[]
  readonly via: 'password' | 'token'
  readonly token?: {
    readonly id: AccessTokenId
    readonly scopes: readonly TokenScope[]
    /** Ids of products; null when the token is not limited (STO-071). */
    readonly limitedTo: readonly string[] | null
  }
}

// public: this is how one shows who one is.
/**
 * Whose name and password, or name and access token, these are. Throws badCredentials, emailNotConfirmed,
 * tooManyAttempts (with seconds to wait).
 */
export async function authenticateCredential(ctx: Context, credentials: Credentials): Promise<Authenticated> {
  const { name, secret, address } = credentials
  if (!isWellFormedToken(secret, accessTokenPrefix)) {
    const { account, roles } = await checkPassword(ctx, credentials)
    return { accountId: account.id, name: account.name, roles, via: 'password' }
  }
  const found = await useToken(ctx, secret)
  if (found?.account.name !== plainName(name)) {
    await countAttempt(ctx, signInLimits(plainName(name), address))
    throw badCredentials()
  }
  const { account, roles, token } = found
  const { id, scopes, limitedTo } = token
  return { accountId: account.id, name: account.name, roles, via: 'token', token: { id, scopes, limitedTo } }
}

// public: as above.
/**
 * Whose access token a program carries to the JSON interface. `needs` says whether it reads or changes something.
 * Throws badToken, scopeNeeded, tooManyAttempts.
 */
export async function authenticateToken(
  ctx: Context,
  input: { readonly secret: string; readonly address: string; readonly needs?: 'read' | 'write' },
): Promise<Actor> {
  const { secret, address, needs = 'write' } = input
  const found = isWellFormedToken(secret, accessTokenPrefix) ? await useToken(ctx, secret) : undefined
  if (!found) {
    await countAttempt(ctx, signInLimits('bearer', address))
    throw badToken()
  }
  const { account, roles, token } = found
  if (token.limitedTo !== null || !token.scopes.includes(needs)) throw scopeNeeded({ scope: needs })
  const { id, scopes } = token
  return { kind: 'token', accountId: account.id, name: account.name, roles, tokenId: id, scopes, address }
}

interface UsedToken {
  readonly token: AccessToken
  readonly account: Account
  readonly roles: readonly Role[]
}

async function useToken(ctx: Context, secret: string): Promise<UsedToken | undefined> {
  const now = ctx.clock.now()
  return ctx.transaction(async (tx) => {
    const token = await accessTokens(tx).bySecretHash(hashToken(secret))
    const account = token && isUsable(token, now) ? await accounts(tx).byId(token.accountId) : undefined
    if (!token || !account) return undefined
    const unseen = token.lastUsedAt === undefined || now.getTime() - token.lastUsedAt.getTime() > minutes(5)
    if (unseen) await accessTokens(tx).used(token.id, now)
    return { token, account, roles: await accounts(tx).rolesOf(account.id) }
  })
}
