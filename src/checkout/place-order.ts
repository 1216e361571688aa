import { recordAudit } from '../audit/index.ts'
import type { BilledTo } from '../billing/index.ts'
import { acceptTerms, authorizeHolder, type Holder, requireMayBuy } from '../licensing/index.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { charge } from './charge.ts'
import { keyReused, orderNotFound } from './domain/errors.ts'
import { newAttempt, type Order, orderDescription, type PaymentAttempt } from './domain/order.ts'
import { priceLine, type Wanted } from './price-line.ts'
import { orders } from './store/orders.ts'
import { paymentAttempts } from './store/payment-attempts.ts'

export interface PlaceOrder extends Omit<Wanted, 'country'> {
  /** Name of the own account or of an organization that the caller owns. */
  readonly account: string
  /** Hash of the terms that were read. */
  readonly termsHash: string
  readonly billing: BilledTo
  /** The provider's token of a card; test card numbers with the simulated provider. Never stored. */
  readonly method: string
  /** The buyer's own name for this order: sent twice it is one order. */
  readonly idempotencyKey: string
}

/**
 * Orders a plan and pays it: the order with its frozen price is committed first, then the provider is asked, then the
 * answer is settled. A crash anywhere in between leaves something that settleOrders brings to its end.
 */
export async function placeOrder(ctx: Context, input: PlaceOrder): Promise<Order> {
  const holder = await authorizeHolder(ctx, input.account, 'write')
  const { order, attempt } = await ctx.transaction((tx) => writeOrder(ctx, tx, holder, input))
  return attempt ? charge(ctx, order, attempt, input.method) : order
}

/** The new order with its first attempt, or the order that the key made before. */
async function writeOrder(
  ctx: Context,
  tx: Tx,
  { account, person }: Holder,
  input: PlaceOrder,
): Promise<{ order: Order; attempt?: PaymentAttempt }> {
  const known = await orders(tx).findByKey(account.id, input.idempotencyKey)
  if (known) return resumed(tx, known, input)
  const within = ctx.within(tx)
  const { line, offered } = await priceLine(within, { ...input, country: input.billing.country })
  await requireMayBuy(within, { accountId: account.id, planId: line.planId, planName: line.planName })
  const now = ctx.clock.now()
  const order: Order = {
    id: ctx.newId(),
    accountId: account.id,
    orderedBy: person,
    line,
    billing: input.billing,
    idempotencyKey: input.idempotencyKey,
    state: 'awaiting_payment',
    createdAt: now,
  }
  if (!(await orders(tx).insertOnce(order))) {
    const winner = await orders(tx).findByKey(account.id, input.idempotencyKey)
    if (!winner) throw orderNotFound()
    return resumed(tx, winner, input)
  }
  await acceptTerms(within, {
    accountId: account.id,
    acceptedBy: person,
    plan: offered.plan,
    termsHash: input.termsHash,
  })
  const attempt = newAttempt(order.id, 1, now)
  await paymentAttempts(tx).insert(attempt)
  await recordAudit(within, {
    action: 'checkout.order_placed',
    subject: { kind: 'order', id: order.id, name: orderDescription(line) },
    details: { accountId: account.id, total: line.total.toWire() },
  })
  return { order, attempt }
}

/**
 * The order of a repeated request. While no answer to its payment is known the provider is asked again under the same
 * reference: it charges once, so a request that was cut off is brought to its end by sending it again.
 */
async function resumed(
  tx: Tx,
  order: Order,
  { planId, period, currency }: PlaceOrder,
): Promise<{ order: Order; attempt?: PaymentAttempt }> {
  const { line } = order
  if (line.planId !== planId || line.period !== period || line.total.currency !== currency) throw keyReused()
  const last = (await paymentAttempts(tx).lastOf([order.id])).get(order.id)
  return { order, ...(last?.state === 'asked' && { attempt: last }) }
}
