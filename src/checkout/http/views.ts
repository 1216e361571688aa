import { type Static, Type } from 'typebox'
import type { Quote } from '../quote.ts'
import type { Challenge } from '../show-challenge.ts'
import type { OrderDetails } from '../show-order.ts'

const MoneyView = Type.Object({ amount: Type.String(), currency: Type.String() })

export const QuoteView = Type.Object({
  planId: Type.String(),
  productName: Type.String(),
  planName: Type.String(),
  publisherName: Type.String(),
  period: Type.Enum(['month', 'year']),
  net: MoneyView,
  tax: MoneyView,
  taxRateBasisPoints: Type.Integer(),
  taxLabel: Type.String(),
  total: MoneyView,
  trialDays: Type.Integer(),
  billingRequired: Type.Boolean(),
})
export type QuoteView = Static<typeof QuoteView>

/** Price and tax, as an order would freeze them. */
export function quoteView({ line, trialDays }: Quote): QuoteView {
  const { planId, productName, planName, publisherName, period, taxRateBasisPoints, taxLabel } = line
  return {
    planId,
    productName,
    planName,
    publisherName,
    period,
    net: line.net.toWire(),
    tax: line.tax.toWire(),
    taxRateBasisPoints,
    taxLabel,
    total: line.total.toWire(),
    trialDays,
    billingRequired: !line.total.isZero(),
  }
}

export const OrderView = Type.Object({
  id: Type.String(),
  state: Type.Enum(['open', 'awaiting_payment', 'requires_action', 'paid', 'declined', 'cancelled']),
  declineReason: Type.Optional(Type.String()),
  actionUrl: Type.Optional(Type.String({ description: 'Where the bank asks the buyer to confirm.' })),
  subscriptionId: Type.Optional(Type.String()),
  net: MoneyView,
  tax: MoneyView,
  total: MoneyView,
  planName: Type.String(),
  productName: Type.String(),
  productPath: Type.String(),
  createdAt: Type.String({ format: 'date-time' }),
})
export type OrderView = Static<typeof OrderView>

/** The public shape of an order: why it was declined, or where to confirm, from its newest attempt. */
export function orderView({ order, attempt }: OrderDetails): OrderView {
  const { id, state, line, subscriptionId } = order
  return {
    id,
    state,
    ...(state === 'declined' && attempt?.reason !== undefined && { declineReason: attempt.reason }),
    ...(state === 'requires_action' && attempt?.actionUrl !== undefined && { actionUrl: attempt.actionUrl }),
    ...(subscriptionId !== undefined && { subscriptionId }),
    net: line.net.toWire(),
    tax: line.tax.toWire(),
    total: line.total.toWire(),
    planName: line.planName,
    productName: line.productName,
    productPath: line.productPath,
    createdAt: order.createdAt.toISOString(),
  }
}

export const SimulatedPaymentView = Type.Object({
  amount: MoneyView,
  description: Type.String(),
  merchant: Type.String(),
  orderId: Type.String(),
  state: Type.Enum(['asked', 'requires_action', 'succeeded', 'declined']),
})
export type SimulatedPaymentView = Static<typeof SimulatedPaymentView>

/** What the simulated bank shows. */
export function simulatedPaymentView(challenge: Challenge): SimulatedPaymentView {
  return { ...challenge, amount: challenge.amount.toWire() }
}
