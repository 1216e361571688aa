import type { Context } from '../platform/context.ts'
import { providerUnavailable } from './domain/errors.ts'
import { type Order, orderDescription, type PaymentAttempt } from './domain/order.ts'
import { settlePayment } from './settle-payment.ts'

// public: part of place-order and pay-order, which authorize; runs after their transaction has committed.
/**
 * Asks the provider for the money of an attempt and settles its answer. Outside any transaction. When no answer comes
 * the attempt stays open, and settleOrders finds out what became of it.
 */
export async function charge(ctx: Context, order: Order, attempt: PaymentAttempt, method: string): Promise<Order> {
  const answer = await ctx.ports.payments
    .charge({
      reference: attempt.reference,
      amount: order.line.total.toWire(),
      description: orderDescription(order.line),
      method,
      returnUrl: `${ctx.settings.publicUrl}/orders/${order.id}`,
    })
    .catch((error: unknown) => {
      ctx.log.error({ err: error, orderId: order.id }, 'The payment provider did not answer; it will be asked again.')
      throw providerUnavailable({ retryAfter: 30 })
    })
  return settlePayment(ctx, { reference: attempt.reference, answer })
}
