import { authorizeSignedIn } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import type { StoredLogin } from './domain/login.ts'
import { refreshTokens } from './store/refresh-tokens.ts'

/** The caller's stored docker logins, the last used first; never their tokens. */
export async function listLogins(ctx: Context): Promise<readonly StoredLogin[]> {
  const accountId = authorizeSignedIn(ctx)
  return ctx.transaction((tx) => refreshTokens(tx).of(accountId))
}
