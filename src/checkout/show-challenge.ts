import type { Context } from '../platform/context.ts'
import type { Money } from '../platform/money.ts'
import { authorizePayment } from './authorize-order.ts'
import { type AttemptState, type OrderId, orderDescription } from './domain/order.ts'

/** What the simulated bank shows before the buyer approves. */
export interface Challenge {
  readonly orderId: OrderId
  readonly amount: Money
  readonly description: string
  readonly merchant: string
  readonly state: AttemptState
}

/** The payment behind a challenge page, for whoever may see its order. */
export async function showChallenge(ctx: Context, input: { readonly paymentId: string }): Promise<Challenge> {
  const { order, attempt } = await authorizePayment(ctx, input.paymentId)
  return {
    orderId: order.id,
    amount: order.line.total,
    description: orderDescription(order.line),
    merchant: ctx.settings.storeName,
    state: attempt.state,
  }
}
