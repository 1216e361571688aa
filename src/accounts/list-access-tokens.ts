import type { Context } from '../platform/context.ts'
import { authorizeSignedIn } from './authorize.ts'
import type { AccessToken } from './domain/access-token.ts'
import { accessTokens } from './store/access-tokens.ts'

/** The caller's access tokens, newest first; never their secrets. */
export async function listAccessTokens(ctx: Context): Promise<AccessToken[]> {
  const accountId = authorizeSignedIn(ctx)
  return ctx.transaction((tx) => accessTokens(tx).list(accountId))
}
