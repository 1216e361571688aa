import type { Context } from '../platform/context.ts'
import { authorizeOrder } from './authorize-order.ts'
import type { Order, OrderId, PaymentAttempt } from './domain/order.ts'
import { paymentAttempts } from './store/payment-attempts.ts'

/** An order with its newest attempt to pay. */
export interface OrderDetails {
  readonly order: Order
  readonly attempt?: PaymentAttempt
}

/** An order of the caller or of an organization that the caller owns. */
export async function showOrder(ctx: Context, input: { readonly orderId: OrderId }): Promise<OrderDetails> {
  const order = await authorizeOrder(ctx, input.orderId)
  const attempts = await ctx.transaction((tx) => paymentAttempts(tx).lastOf([order.id]))
  const attempt = attempts.get(order.id)
  return { order, ...(attempt && { attempt }) }
}
