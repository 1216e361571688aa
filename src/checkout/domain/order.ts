import type { BilledTo } from '../../billing/index.ts'
import type { PlanId, ProductId } from '../../catalog/index.ts'
import type { Period, SubscriptionId } from '../../licensing/index.ts'
import type { AccountId } from '../../platform/actor.ts'
import { after, hours } from '../../platform/clock.ts'
import type { Id } from '../../platform/ids.ts'
import type { Money } from '../../platform/money.ts'
import { alreadyPaid, orderTooOld, paymentRunning } from './errors.ts'

export type OrderId = Id<'order'>

export type OrderState = 'open' | 'awaiting_payment' | 'requires_action' | 'paid' | 'declined' | 'cancelled'

/** What was bought, with every number as it was then: frozen, whatever the catalogue says later. */
export interface OrderLine {
  readonly planId: PlanId
  readonly productId: ProductId
  readonly publisherId: string
  readonly productName: string
  readonly productPath: string
  readonly planName: string
  readonly publisherName: string
  readonly period: Period
  readonly net: Money
  readonly tax: Money
  readonly total: Money
  readonly taxLabel: string
  readonly taxRateBasisPoints: number
  readonly feeBasisPoints: number
}

export interface Order {
  readonly id: OrderId
  readonly accountId: AccountId
  readonly orderedBy: AccountId
  readonly line: OrderLine
  readonly billing: BilledTo
  readonly idempotencyKey: string
  readonly state: OrderState
  readonly subscriptionId?: SubscriptionId
  readonly createdAt: Date
  readonly paidAt?: Date
}

/** How long the frozen price of an unpaid order is good. */
export const orderLifetime = hours(24)

/** Where an attempt to pay stands. `asked` = the provider was or will be asked, no answer is known. */
export type AttemptState = 'asked' | 'requires_action' | 'succeeded' | 'declined'

/** One attempt to pay an order. */
export interface PaymentAttempt {
  /** The name under which the provider knows the payment. */
  readonly reference: string
  readonly orderId: OrderId
  /** 1 for the first. */
  readonly number: number
  readonly state: AttemptState
  readonly paymentId?: string
  readonly actionUrl?: string
  readonly reason?: string
  readonly askedAt: Date
  readonly lookAt?: Date
}

/** Throws unless the order may be paid now: not paid, no payment under way, not too old. */
export function requirePayable(order: Order, now: Date): void {
  if (order.state === 'paid') throw alreadyPaid()
  if (order.state === 'awaiting_payment' || order.state === 'requires_action') throw paymentRunning()
  if (order.state === 'cancelled' || now > after(order.createdAt, orderLifetime)) throw orderTooOld()
}

/** The attempt that asks the provider for the `number`th time. */
export function newAttempt(orderId: OrderId, number: number, now: Date): PaymentAttempt {
  return {
    reference: `${orderId}-${number}`,
    orderId,
    number,
    state: 'asked',
    askedAt: now,
    lookAt: after(now, patience),
  }
}

/** How long an answer may be on its way before we ask the provider ourselves. */
export const patience = 30_000

/** Words on the bank statement, the receipt and the challenge page. */
export function orderDescription({ productName, planName, period }: OrderLine): string {
  return `${productName} ${planName}, one ${period}`
}
