import { recordAudit } from '../audit/index.ts'
import type { TokenScope } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'
import { authorizeInPerson } from './authorize.ts'
import { type AccessToken, limitedScopes } from './domain/access-token.ts'
import { expiryInPast, limitedTokenPulls, tooManyTokens } from './domain/errors.ts'
import { accessTokens } from './store/access-tokens.ts'

/** Every access token begins with this, so that leaked ones are recognised. */
export const tokenPrefix = 'chd_'

const mostTokens = 100

export interface CreateAccessToken {
  readonly name: string
  readonly scopes: readonly TokenScope[]
  /** Null: until it is revoked. */
  readonly expiresAt: Date | null
  /** Ids of products and plans; null: everything that the account may. */
  readonly limitedTo: readonly string[] | null
}

/**
 * Makes a token for docker login and programs. The secret is answered once and stored nowhere (STO-071).
 * Throws `accounts.expiry_in_past`, `accounts.limited_token_pulls`, `accounts.too_many_tokens`.
 */
export async function createAccessToken(
  ctx: Context,
  input: CreateAccessToken,
): Promise<{ token: AccessToken; secret: string }> {
  const accountId = authorizeInPerson(ctx)
  const now = ctx.clock.now()
  if (input.expiresAt && input.expiresAt <= now) {
    throw expiryInPast({ fields: [{ field: 'expiresAt', message: 'Choose a day in the future.' }] })
  }
  if (input.limitedTo && limitedScopes(input.scopes).length < input.scopes.length) {
    const message = 'A limited token can only pull.'
    throw limitedTokenPulls({ fields: [{ field: 'scopes', message }] })
  }
  const secret = newToken(tokenPrefix)
  const token: AccessToken = {
    id: ctx.newId<'access_token'>(),
    accountId,
    name: input.name.trim(),
    scopes: [...new Set(input.scopes)],
    limitedTo: input.limitedTo,
    createdAt: now,
    expiresAt: input.expiresAt,
    lastUsedAt: null,
    lastUsedFrom: null,
  }
  return ctx.transaction(async (tx) => {
    if ((await accessTokens(tx).list(accountId)).length >= mostTokens) throw tooManyTokens({ limit: mostTokens })
    await accessTokens(tx).insert(token, hashToken(secret))
    await recordAudit(ctx.within(tx), {
      action: 'accounts.access_token_created',
      subject: { kind: 'access_token', id: token.id, name: token.name },
      details: { scopes: token.scopes, limitedTo: token.limitedTo, expiresAt: token.expiresAt },
    })
    return { token, secret }
  })
}
