import type { Context } from '../platform/context.ts'
import { requestVerification } from './sign-up.ts'
import { accounts } from './store/accounts.ts'

// public: the answer is the same whether the address is known or not.
/** Mails a new confirmation link if the address belongs to an account that still needs one. */
export async function resendVerification(ctx: Context, input: { readonly email: string }): Promise<void> {
  await ctx.transaction(async (tx) => {
    const account = await accounts(tx).byEmail(input.email)
    if (account && !account.emailVerified) await requestVerification(ctx, tx, account)
  })
}
