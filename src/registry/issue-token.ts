import type { Context } from '../platform/context.ts'
import type { Origin } from './access/access.ts'
import { type GrantedToken, grantToken } from './access/grant-token.ts'
import { madeFrom, storeLogin } from './access/stored-login.ts'
import { wrongAccount, wrongService } from './domain/errors.ts'
import { parseScopes } from './domain/scope.ts'
import { memoryOf } from './memory/registry-memory.ts'

/** A request to the token endpoint, GET form (AUT-023). */
export interface IssueToken {
  readonly service: string
  readonly scopes: readonly string[]
  /** Undefined for anonymous requests, which are legal (AUT-034). */
  readonly credentials?: { readonly name: string; readonly secret: string }
  readonly account?: string
  /** Also wants a refresh token. */
  readonly offline: boolean
  readonly origin: Origin
}

/** A token, and a refresh token when one was asked for. */
export interface IssuedToken extends GrantedToken {
  readonly refreshToken?: string
}

// public: whoever asks gets the intersection of what is asked and what is theirs; nobody gets an empty token.
/** Hands out a pull token (AUT-023…037). Throws for wrong credentials and a wrong service only. */
export async function issueToken(ctx: Context, input: IssueToken): Promise<IssuedToken> {
  const expected = ctx.settings.registryHost
  if (input.service !== expected) throw wrongService({ service: input.service, expected })
  const { credentials, origin } = input
  if (input.account && credentials && input.account.toLowerCase() !== credentials.name.toLowerCase()) {
    throw wrongAccount()
  }
  const subject = credentials && (await memoryOf(ctx).access.authenticate(ctx, { ...credentials, ...origin }))
  const login = input.offline ? await storeLogin(ctx, subject, origin) : undefined
  const granted = await grantToken(ctx, madeFrom(login, subject), parseScopes(input.scopes), origin)
  return { ...granted, ...(login && { refreshToken: login.token }) }
}
