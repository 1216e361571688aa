import { recordAudit } from '../audit/index.ts'
import { recordSale } from '../billing/index.ts'
import { activatePaid } from '../licensing/index.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { orderNotFound } from './domain/errors.ts'
import type { CheckoutEvent } from './domain/events.ts'
import { type Order, orderDescription, type PaymentAttempt } from './domain/order.ts'
import { type PaymentAnswer, settle } from './domain/settlement.ts'
import { orders } from './store/orders.ts'
import { paymentAttempts } from './store/payment-attempts.ts'

export interface SettlePayment {
  /** The attempt's reference. */
  readonly reference: string
  readonly answer: PaymentAnswer
}

// public: the provider's answer decides; whoever brings it (buyer, challenge, job) changes nothing about it.
/**
 * Writes down what the provider said of a payment: attempt, order, and when money arrived the books, the receipt, the
 * subscription, audit and event, all in one transaction. Whoever comes first does it; repeated it changes nothing.
 */
export async function settlePayment(ctx: Context, { reference, answer }: SettlePayment): Promise<Order> {
  return ctx.transaction(async (tx) => {
    const found = await paymentAttempts(tx).find(reference)
    const order = found && (await orders(tx).lock(found.orderId))
    // Read again under the order's lock: who held it may have settled this attempt.
    const attempt = order && (await paymentAttempts(tx).find(reference))
    if (!order || !attempt) throw orderNotFound()
    const settlement = settle(attempt, order.state, answer, ctx.clock.now())
    if (!settlement) return order
    await paymentAttempts(tx).save(settlement.attempt)
    if (settlement.pays) return completeOrder(ctx, tx, order, settlement.attempt)
    const moved: Order = { ...order, state: settlement.order }
    await orders(tx).saveState(moved)
    await noteAnswer(ctx, tx, moved, settlement.attempt, settlement.paidTwice)
    return moved
  })
}

async function completeOrder(ctx: Context, tx: Tx, order: Order, attempt: PaymentAttempt): Promise<Order> {
  const within = ctx.within(tx)
  const { line } = order
  await recordSale(within, {
    orderId: order.id,
    accountId: order.accountId,
    net: line.net,
    tax: line.tax,
    gross: line.total,
    publisherId: line.publisherId,
    feeBasisPoints: line.feeBasisPoints,
    country: order.billing.country,
    provider: ctx.ports.payments.name,
    paymentReference: attempt.reference,
    description: orderDescription(line),
    taxLabel: line.taxLabel,
    productName: line.productName,
    publisherName: line.publisherName,
    billedTo: order.billing,
  })
  const subscription = await activatePaid(within, {
    accountId: order.accountId,
    boughtBy: order.orderedBy,
    planId: line.planId,
    productId: line.productId,
    orderId: order.id,
    price: line.net,
    period: line.period,
  })
  const paid: Order = { ...order, state: 'paid', subscriptionId: subscription.id, paidAt: ctx.clock.now() }
  await orders(tx).saveState(paid)
  await recordAudit(within, {
    action: 'checkout.order_paid',
    subject: { kind: 'order', id: order.id, name: orderDescription(line) },
    details: { reference: attempt.reference, total: line.total.toWire(), subscriptionId: subscription.id },
  })
  const event: CheckoutEvent = { type: 'order.paid', ...aboutOrder(order), subscriptionId: subscription.id }
  await ctx.publish(tx, event)
  return paid
}

/** Refusals and challenges, and money that came twice and has to go back. */
async function noteAnswer(ctx: Context, tx: Tx, order: Order, attempt: PaymentAttempt, paidTwice: boolean) {
  const action = paidTwice ? 'checkout.order_paid_twice' : `checkout.payment_${attempt.state}`
  await recordAudit(ctx.within(tx), {
    action,
    subject: { kind: 'order', id: order.id, name: orderDescription(order.line) },
    details: { reference: attempt.reference },
    ...(attempt.reason !== undefined && { reason: attempt.reason }),
  })
  if (attempt.state === 'declined' && order.state === 'declined') {
    const { number, reason = '' } = attempt
    const event: CheckoutEvent = { type: 'order.payment-declined', ...aboutOrder(order), attempt: number, reason }
    await ctx.publish(tx, event)
  }
  if (paidTwice) ctx.log.error({ orderId: order.id, reference: attempt.reference }, 'An order was paid twice.')
}

function aboutOrder({ id, accountId, line: { productId, planId, total } }: Order) {
  return { orderId: id, accountId, productId, planId, total: total.toWire() }
}
