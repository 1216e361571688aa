import type { PlanId, ProductId } from '../../catalog/index.ts'
import type { AccountId } from '../../platform/actor.ts'
import type { Id } from '../../platform/ids.ts'
import { byolOrderClosed, orderDatesInvalid } from './errors.ts'
import type { SubscriptionId } from './subscription.ts'

export type ByolOrderId = Id<'byol_order'>
export type ByolOrderState = 'created' | 'fulfilled' | 'cancelled'

/** A licence that a publisher sold elsewhere, to be redeemed once by whoever holds the token (STO-144, SM-7). */
export interface ByolOrder {
  readonly id: ByolOrderId
  readonly token: string
  readonly publisherId: string
  readonly planId: PlanId
  readonly productId: ProductId
  readonly state: ByolOrderState
  readonly customer: { readonly name?: string; readonly email?: string }
  /** Default: the moment of redemption. */
  readonly startsAt?: Date
  /** Default: no end. */
  readonly endsAt?: Date
  readonly createdAt: Date
  readonly createdBy: AccountId
  readonly accountId?: AccountId
  readonly subscriptionId?: SubscriptionId
  readonly fulfilledAt?: Date
}

/** Throws when the licence would end before it starts, or has ended already. */
export function requireSensibleDates(
  dates: { startsAt?: Date | undefined; endsAt?: Date | undefined },
  now: Date,
): void {
  const { startsAt = now, endsAt } = dates
  if (endsAt && (endsAt <= startsAt || endsAt <= now)) throw orderDatesInvalid()
}

/** Redeemed by an account. Throws unless the order is open (SM-7). */
export function fulfil(
  order: ByolOrder,
  by: { readonly accountId: AccountId; readonly subscriptionId: SubscriptionId; readonly at: Date },
): ByolOrder {
  requireOpen(order)
  if (order.endsAt && order.endsAt <= by.at) throw orderDatesInvalid()
  const { accountId, subscriptionId, at } = by
  return { ...order, state: 'fulfilled', accountId, subscriptionId, fulfilledAt: at }
}

/** Taken back by the publisher before anybody redeemed it; frozen from then on (STO-151). */
export function cancelOrder(order: ByolOrder): ByolOrder {
  requireOpen(order)
  return { ...order, state: 'cancelled' }
}

function requireOpen({ state }: ByolOrder): void {
  if (state !== 'created') throw byolOrderClosed({ state })
}
