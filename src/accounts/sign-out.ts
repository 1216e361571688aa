import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizeSession } from './authorize.ts'
import { sessions } from './store/sessions.ts'

/** Ends the session of this browser. */
export async function signOut(ctx: Context): Promise<void> {
  const { accountId, sessionId } = authorizeSession(ctx)
  await ctx.transaction(async (tx) => {
    await sessions(tx).remove(accountId, sessionId)
    await recordAudit(ctx.within(tx), { action: 'accounts.signed_out', subject: { kind: 'account', id: accountId } })
  })
}
