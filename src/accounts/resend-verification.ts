import type { Context } from '../platform/context.ts'
import { countMail } from './count-mail.ts'
import type { VerificationRequested } from './domain/events.ts'
import { accounts } from './store/accounts.ts'

// public: who cannot sign in yet asks for it; the answer tells nothing about the address.
/** Sends the link again to every account that claims the address and has not confirmed it; at most 5 times an hour. */
export async function resendVerification(ctx: Context, input: { readonly email: string }): Promise<void> {
  const email = input.email.trim()
  await ctx.transaction(async (tx) => {
    const claimants = await accounts(tx).unconfirmedWithEmail(email)
    if (!(await countMail(ctx, tx, 'verify', email))) return
    for (const { id } of claimants) {
      const event: VerificationRequested = {
        type: 'account.verification-requested',
        accountId: id,
        requestId: ctx.newId(),
      }
      await ctx.publish(tx, event)
    }
  })
}
