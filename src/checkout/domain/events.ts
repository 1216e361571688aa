import type { PlanId, ProductId } from '../../catalog/index.ts'
import type { SubscriptionId } from '../../licensing/index.ts'
import type { AccountId } from '../../platform/actor.ts'
import type { MoneyWire } from '../../platform/money.ts'
import type { OrderId } from './order.ts'

interface AboutOrder {
  readonly orderId: OrderId
  readonly accountId: AccountId
  readonly productId: ProductId
  readonly planId: PlanId
  readonly total: MoneyWire
}

/** The money for an order has arrived; subscription and receipt exist. */
export interface OrderPaid extends AboutOrder {
  readonly type: 'order.paid'
  readonly subscriptionId: SubscriptionId
}

/** An attempt to pay came to nothing; the order may be paid with another card. */
export interface OrderPaymentDeclined extends AboutOrder {
  readonly type: 'order.payment-declined'
  /** Number of the attempt, 1 for the first. */
  readonly attempt: number
  /** What the customer reads. */
  readonly reason: string
}

export type CheckoutEvent = OrderPaid | OrderPaymentDeclined
