import { authorizeAccountOwner, authorizeSignedIn } from '../accounts/index.ts'
import type { TokenScope } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { DomainError } from '../platform/errors.ts'
import { challengeNotFound, orderNotFound } from './domain/errors.ts'
import type { Order, OrderId, PaymentAttempt } from './domain/order.ts'
import { orders } from './store/orders.ts'
import { paymentAttempts } from './store/payment-attempts.ts'

/** The order, for the account that ordered or an owner of that organization; for others it is not there (ARC-54). */
export async function authorizeOrder(ctx: Context, id: OrderId, scope: TokenScope = 'read'): Promise<Order> {
  authorizeSignedIn(ctx, scope)
  const order = await ctx.transaction((tx) => orders(tx).find(id))
  if (!order) throw orderNotFound()
  try {
    await authorizeAccountOwner(ctx, order.accountId)
  } catch (error) {
    throw error instanceof DomainError ? orderNotFound() : error
  }
  return order
}

/** The attempt behind a payment of the provider, for whoever may see its order. */
export async function authorizePayment(
  ctx: Context,
  paymentId: string,
  scope: TokenScope = 'read',
): Promise<{ order: Order; attempt: PaymentAttempt }> {
  authorizeSignedIn(ctx, scope)
  const attempt = await ctx.transaction((tx) => paymentAttempts(tx).findByPayment(paymentId))
  if (!attempt) throw challengeNotFound()
  const order = await authorizeOrder(ctx, attempt.orderId).catch((error: unknown) => {
    throw error instanceof DomainError ? challengeNotFound() : error
  })
  return { order, attempt }
}
