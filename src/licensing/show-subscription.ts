import type { Context } from '../platform/context.ts'
import { authorizeSubscription } from './authorize-holder.ts'
import { describeSubscriptions, type SubscriptionDetails } from './describe-subscriptions.ts'
import { subscriptionNotFound } from './domain/errors.ts'
import type { SubscriptionId } from './domain/subscription.ts'

/** One subscription of the caller, or of an organization that the caller owns. */
export async function showSubscription(
  ctx: Context,
  input: { readonly subscriptionId: SubscriptionId },
): Promise<SubscriptionDetails> {
  const subscription = await authorizeSubscription(ctx, input.subscriptionId)
  const [details] = await describeSubscriptions(ctx, [subscription])
  if (!details) throw subscriptionNotFound()
  return details
}
