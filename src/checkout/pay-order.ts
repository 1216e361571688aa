import { isForSale, listingOf } from '../catalog/index.ts'
import { requireMayBuy } from '../licensing/index.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { authorizeOrder } from './authorize-order.ts'
import { charge } from './charge.ts'
import { notForSale, orderNotFound } from './domain/errors.ts'
import { newAttempt, type Order, type OrderId, type PaymentAttempt, requirePayable } from './domain/order.ts'
import { orders } from './store/orders.ts'
import { paymentAttempts } from './store/payment-attempts.ts'

export interface PayOrder {
  readonly orderId: OrderId
  /** The provider's token of a card; never stored. */
  readonly method: string
}

/**
 * Pays a declined order with another card, at its frozen price. Of two payments at the same moment the second is
 * refused before it reaches the provider (payment_attempt_open_once).
 */
export async function payOrder(ctx: Context, input: PayOrder): Promise<Order> {
  await authorizeOrder(ctx, input.orderId, 'write')
  const { order, attempt } = await ctx.transaction((tx) => nextAttempt(ctx, tx, input.orderId))
  return charge(ctx, order, attempt, input.method)
}

async function nextAttempt(ctx: Context, tx: Tx, orderId: OrderId): Promise<{ order: Order; attempt: PaymentAttempt }> {
  const order = await orders(tx).lock(orderId)
  if (!order) throw orderNotFound()
  requirePayable(order, ctx.clock.now())
  const { accountId, line } = order
  const listing = await listingOf(ctx.within(tx), line.productId)
  if (!listing || !isForSale(listing.state)) {
    throw notForSale({ product: line.productName, state: listing?.state ?? 'withdrawn' })
  }
  await requireMayBuy(ctx.within(tx), { accountId, planId: line.planId, planName: line.planName })
  const last = (await paymentAttempts(tx).lastOf([orderId])).get(orderId)
  const attempt = newAttempt(orderId, (last?.number ?? 0) + 1, ctx.clock.now())
  const awaiting: Order = { ...order, state: 'awaiting_payment' }
  await paymentAttempts(tx).insert(attempt)
  await orders(tx).saveState(awaiting)
  return { order: awaiting, attempt }
}
