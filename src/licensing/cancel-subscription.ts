import type { Context } from '../platform/context.ts'
import { announce } from './announce.ts'
import { authorizeSubscription } from './authorize-holder.ts'
import { managedByPublisher, subscriptionNotFound, subscriptionOver } from './domain/errors.ts'
import { cancel, isCurrent, type Subscription, type SubscriptionId } from './domain/subscription.ts'
import { subscriptions } from './store/subscriptions.ts'

/**
 * The holder cancels: paid time lasts to its end, free time and trials end now (STO-174). Cancelling again what ends
 * anyway changes nothing. A subscription that its publisher manages cannot be cancelled here (STO-145).
 */
export async function cancelSubscription(
  ctx: Context,
  input: { readonly subscriptionId: SubscriptionId },
): Promise<Subscription> {
  await authorizeSubscription(ctx, input.subscriptionId, 'write')
  return ctx.transaction(async (tx) => {
    const before = await subscriptions(tx).lock(input.subscriptionId)
    if (!before) throw subscriptionNotFound()
    if (before.managedBy !== undefined) throw managedByPublisher()
    if (!isCurrent(before)) throw subscriptionOver()
    if (before.cancelAtPeriodEnd) return before
    const after = cancel(before, ctx.clock.now())
    await subscriptions(tx).save(after)
    await announce(ctx, tx, 'subscription.cancelled', after)
    return after
  })
}
