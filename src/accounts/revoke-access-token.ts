import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizeSignedIn } from './authorize.ts'
import type { AccessToken } from './domain/access-token.ts'
import { tokenNotFound } from './domain/errors.ts'
import { tellCredentialsChanged } from './memory/credential-memory.ts'
import { accessTokens } from './store/access-tokens.ts'

/** Takes one of the caller's tokens back; it stops working at once. Throws `accounts.token_not_found`. */
export async function revokeAccessToken(ctx: Context, input: { readonly id: AccessToken['id'] }): Promise<void> {
  const accountId = authorizeSignedIn(ctx, 'write')
  await ctx.transaction(async (tx) => {
    const name = await accessTokens(tx).revoke(accountId, input.id, ctx.clock.now())
    if (name === undefined) throw tokenNotFound()
    await tellCredentialsChanged(ctx, tx, accountId)
    await recordAudit(ctx.within(tx), {
      action: 'accounts.access_token_revoked',
      subject: { kind: 'access_token', id: input.id, name },
    })
  })
}
