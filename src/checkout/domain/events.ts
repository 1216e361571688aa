import type { PlanId, ProductId } from '../../catalog/index.ts'
import type { SubscriptionId } from '../../licensing/index.ts'
import type { AccountId } from '../../platform/actor.ts'
import type { OrderId } from './order.ts'

/** The money for an order has arrived; subscription and receipt exist. */
export interface OrderPaid {
  readonly type: 'order.paid'
  readonly orderId: OrderId
  readonly accountId: AccountId
  readonly productId: ProductId
  readonly planId: PlanId
  readonly subscriptionId: SubscriptionId
}
