import { recordAudit } from '../audit/index.ts'
import type { AccountId } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { tellOutdated } from './memory/registry-news.ts'
import { refreshTokens } from './store/refresh-tokens.ts'

// public: called when accounts says that a password has changed; it only takes rights away.
/** Revokes every stored docker login of the account (AUT-047). Answers how many there were. */
export async function revokeLogins(ctx: Context, input: { readonly accountId: AccountId }): Promise<number> {
  return ctx.transaction(async (tx) => {
    await tellOutdated(ctx, tx, { what: 'logins', accountId: input.accountId })
    const revoked = await refreshTokens(tx).revokeAll(input.accountId, ctx.clock.now())
    if (revoked > 0) {
      await recordAudit(ctx.within(tx), {
        action: 'registry.logins_revoked',
        subject: { kind: 'account', id: input.accountId },
        details: { count: revoked },
      })
    }
    return revoked
  })
}
