import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizeInPerson } from './authorize.ts'
import { sessionNotFound } from './domain/errors.ts'
import type { Session } from './domain/session.ts'
import { sessions } from './store/sessions.ts'

/** Ends one of the caller's sessions; it stops working with its next request. Throws `accounts.session_not_found`. */
export async function revokeSession(ctx: Context, input: { readonly id: Session['id'] }): Promise<void> {
  const accountId = authorizeInPerson(ctx)
  await ctx.transaction(async (tx) => {
    if (!(await sessions(tx).remove(accountId, input.id))) throw sessionNotFound()
    await recordAudit(ctx.within(tx), {
      action: 'accounts.session_revoked',
      subject: { kind: 'session', id: input.id },
    })
  })
}
