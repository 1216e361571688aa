import { authorizeSignedIn } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { loginNotFound } from './domain/errors.ts'
import type { LoginId } from './domain/login.ts'
import { tellOutdated } from './memory/registry-news.ts'
import { refreshTokens } from './store/refresh-tokens.ts'

/** Ends one of the caller's docker logins, and the tokens made from it. Throws registry.login_not_found. */
export async function revokeLogin(ctx: Context, input: { readonly id: LoginId }): Promise<void> {
  const accountId = authorizeSignedIn(ctx, 'write')
  await ctx.transaction(async (tx) => {
    const client = await refreshTokens(tx).revoke(accountId, input.id, ctx.clock.now())
    if (client === undefined) throw loginNotFound()
    await recordAudit(ctx.within(tx), {
      action: 'registry.login_revoked',
      subject: { kind: 'account', id: accountId },
      details: { client },
    })
    await tellOutdated(ctx, tx, { what: 'logins', accountId })
  })
}
