import type { Context } from '../platform/context.ts'
import { authorizeHolder } from './authorize-holder.ts'
import { describeSubscriptions, type SubscriptionDetails } from './describe-subscriptions.ts'
import { subscriptions } from './store/subscriptions.ts'

/** My Content: everything that the account holds or held, newest first (STO-137). Default: the own account. */
export async function listSubscriptions(
  ctx: Context,
  input: { readonly account?: string },
): Promise<SubscriptionDetails[]> {
  const { account } = await authorizeHolder(ctx, input.account)
  return ctx.transaction(async (tx) => {
    const held = await subscriptions(tx).ofAccount(account.id)
    return describeSubscriptions(ctx.within(tx), held)
  })
}
