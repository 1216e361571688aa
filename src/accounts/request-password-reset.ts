import { after, hours } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'
import type { PasswordResetRequested } from './domain/events.ts'
import { mayMail } from './may-mail.ts'
import { accounts } from './store/accounts.ts'
import { oneTimeTokens } from './store/one-time-tokens.ts'

// public: the answer is the same whether the address is known or not.
/** Mails a link for a new password if the address belongs to an account. */
export async function requestPasswordReset(ctx: Context, input: { readonly email: string }): Promise<void> {
  await ctx.transaction(async (tx) => {
    const account = await accounts(tx).byEmail(input.email)
    if (!account || !(await mayMail(ctx, tx, 'reset_password', account))) return
    const token = newToken('')
    await oneTimeTokens(tx).insert(hashToken(token), 'reset_password', account.id, after(ctx.clock.now(), hours(2)))
    const event: PasswordResetRequested = {
      type: 'account.password-reset-requested',
      accountId: account.id,
      email: account.email ?? '',
      name: account.fullName,
      link: `${ctx.settings.publicUrl}/reset-password?token=${token}`,
    }
    await ctx.publish(tx, event)
  })
}
