import type { ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import type { SubscriptionId } from './domain/subscription.ts'
import { type Subscriber, subscriptions } from './store/subscriptions.ts'

// public: for notifications, which tells them.
/** Who holds a product now, 500 at a time; go on after the last subscription of a page (STO-190). */
export async function subscribersOf(
  ctx: Context,
  productId: ProductId,
  after?: SubscriptionId,
): Promise<readonly Subscriber[]> {
  return ctx.transaction((tx) => subscriptions(tx).holders(productId, 500, after))
}
