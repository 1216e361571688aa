import type { Context } from '../platform/context.ts'
import { requestVerification } from './sign-up.ts'
import { accounts } from './store/accounts.ts'

// public: the answer is the same whether the address is known or not.
/** Mails a new confirmation link to whoever claims the address and has not confirmed it. */
export async function resendVerification(ctx: Context, input: { readonly email: string }): Promise<void> {
  await ctx.transaction(async (tx) => {
    for (const account of await accounts(tx).claimants(input.email)) await requestVerification(ctx, tx, account)
  })
}
