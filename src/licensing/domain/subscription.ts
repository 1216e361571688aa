import type { PlanId, ProductId } from '../../catalog/index.ts'
import type { AccountId } from '../../platform/actor.ts'
import { after, days } from '../../platform/clock.ts'
import type { Id } from '../../platform/ids.ts'
import type { Money } from '../../platform/money.ts'
import { type Period, periodEnd } from './period.ts'

export type SubscriptionId = Id<'subscription'>

export type SubscriptionState = 'preparing' | 'active' | 'past_due' | 'cancelled' | 'expired' | 'failed'

/** Why a subscription is over. */
export type EndReason = 'cancelled' | 'trial_over' | 'period_over' | 'payment_failed' | 'refunded' | 'set_up_failed'

/** Days of access after a period that was not paid for (STO-176). */
export const usualGraceDays = 7

/** What an account holds of a plan (SM-6). */
export interface Subscription {
  readonly id: SubscriptionId
  readonly accountId: AccountId
  readonly planId: PlanId
  readonly productId: ProductId
  readonly state: SubscriptionState
  readonly trial: boolean
  readonly startedAt: Date
  readonly periodStart: Date
  /** null = no end: a free plan. */
  readonly periodEnd: Date | null
  readonly cancelAtPeriodEnd: boolean
  readonly graceDays: number
  /** What each period costs; absent = nothing. */
  readonly price?: { readonly amount: Money; readonly period: Period }
  /** The publisher that sold it elsewhere and manages it (STO-145, STO-166). */
  readonly managedBy?: string
  /** When access ended; set with a final state. */
  readonly endedAt: Date | null
  readonly endReason?: EndReason
}

interface Beginning {
  readonly id: SubscriptionId
  readonly accountId: AccountId
  readonly planId: PlanId
  readonly productId: ProductId
  readonly at: Date
}

/** A subscription to a plan without a price: active at once, without end (STO-067). */
export function beginFree(beginning: Beginning): Subscription {
  return begin(beginning, { state: 'active', periodEnd: null })
}

/** A trial: active at once, ends after `trialDays` (STO-064). */
export function beginTrial(beginning: Beginning, trialDays: number): Subscription {
  return begin(beginning, { state: 'active', trial: true, periodEnd: after(beginning.at, days(trialDays)) })
}

/** A paid subscription whose first period has been paid. */
export function beginPaid(beginning: Beginning, price: { amount: Money; period: Period }): Subscription {
  return begin(beginning, { state: 'active', price, periodEnd: periodEnd(beginning.at, price.period) })
}

/** A licence that the publisher sold elsewhere (SM-6: gated order fulfilled); prepared when it starts later. */
export function beginManaged(
  beginning: Beginning,
  terms: { readonly managedBy: string; readonly startsAt?: Date | undefined; readonly endsAt?: Date | undefined },
): Subscription {
  const startsAt = terms.startsAt && terms.startsAt > beginning.at ? terms.startsAt : beginning.at
  return begin(
    { ...beginning, at: startsAt },
    {
      state: startsAt > beginning.at ? 'preparing' : 'active',
      managedBy: terms.managedBy,
      periodEnd: terms.endsAt ?? null,
    },
  )
}

function begin(
  { at, ...who }: Beginning,
  what: Pick<Subscription, 'state' | 'periodEnd'> & Partial<Subscription>,
): Subscription {
  return {
    ...who,
    trial: false,
    startedAt: at,
    periodStart: at,
    cancelAtPeriodEnd: false,
    graceDays: usualGraceDays,
    endedAt: null,
    ...what,
  }
}

/** True while the subscription can still change: not over. */
export function isCurrent({ state }: Subscription): boolean {
  return state === 'preparing' || state === 'active' || state === 'past_due'
}

/** True when a next period has to be paid for. */
function renews({ price, trial, cancelAtPeriodEnd }: Subscription): boolean {
  return price !== undefined && !trial && !cancelAtPeriodEnd
}

/** The end of the days in which an unpaid period still gives access. */
function graceEnd({ periodEnd, graceDays }: Subscription): Date | null {
  return periodEnd && after(periodEnd, days(graceDays))
}

/**
 * The first moment without access; null = none in sight. Independent of whether the clockwork has run, so that
 * access ends at the exact second (AUT-118). While the listing is on hold a trial does not end (STO-112).
 */
export function accessEnd(subscription: Subscription, listing: { readonly onHold: boolean }): Date | null {
  if (subscription.endedAt) return subscription.endedAt
  if (subscription.trial && listing.onHold) return null
  return renews(subscription) ? graceEnd(subscription) : subscription.periodEnd
}

/** True when the subscription gives access at the moment: the entitlement predicate (STO-069). */
export function givesAccess(subscription: Subscription, at: Date, listing: { readonly onHold: boolean }): boolean {
  if (subscription.state === 'failed' || at < subscription.startedAt) return false
  const end = accessEnd(subscription, listing)
  return end === null || at < end
}

/** The next moment at which time alone changes the subscription; null = never. */
export function dueAt(subscription: Subscription): Date | null {
  switch (subscription.state) {
    case 'preparing':
      return subscription.startedAt
    case 'active':
      return subscription.periodEnd
    case 'past_due':
      return graceEnd(subscription)
    default:
      return null
  }
}

/** The subscription as time has made it by `now`; the same object when nothing was due. Applying it twice is applying it once. */
export function advance(
  subscription: Subscription,
  now: Date,
  listing: { readonly onHold: boolean } = { onHold: false },
): Subscription {
  const due = dueAt(subscription)
  if (due === null || due > now) return subscription
  if (subscription.trial && listing.onHold) return subscription
  return advance(pass(subscription, due), now, listing)
}

/** One step of SM-6 that time takes at the moment `due`. */
function pass(subscription: Subscription, due: Date): Subscription {
  if (subscription.state === 'preparing') return { ...subscription, state: 'active' }
  if (subscription.state === 'past_due') return ended(subscription, 'expired', due, 'payment_failed')
  if (subscription.cancelAtPeriodEnd) return ended(subscription, 'cancelled', due, 'cancelled')
  if (subscription.trial) return ended(subscription, 'expired', due, 'trial_over')
  // Until a stored payment method can be charged at the cycle day, a period that nobody has paid for is past due.
  if (renews(subscription)) return { ...subscription, state: 'past_due' }
  return ended(subscription, 'expired', due, 'period_over')
}

/** What the customer's cancellation makes of it: paid time lasts to its end, free time and trials end now (STO-174). */
export function cancel(subscription: Subscription, now: Date): Subscription {
  if (subscription.state === 'past_due') return ended(subscription, 'cancelled', now, 'cancelled')
  return renews(subscription)
    ? { ...subscription, cancelAtPeriodEnd: true }
    : ended(subscription, 'cancelled', now, 'cancelled')
}

/** Ends it at once: the money went back, or the listing was revoked. */
export function endAtOnce(subscription: Subscription, now: Date, reason: EndReason): Subscription {
  return ended(subscription, 'cancelled', now, reason)
}

function ended(subscription: Subscription, state: 'cancelled' | 'expired', at: Date, reason: EndReason): Subscription {
  return { ...subscription, state, endedAt: at, endReason: reason, cancelAtPeriodEnd: false }
}

/** True when another period may be bought: a trial turns paid, a due or cancelled period is followed by a next one. */
export function canBuyPeriod(subscription: Subscription): boolean {
  if (subscription.managedBy !== undefined || subscription.state === 'preparing') return false
  return isCurrent(subscription) && !(subscription.state === 'active' && renews(subscription))
}

/** The subscription after a period was paid: at once out of a trial, else from the end of the period before (SM-6). */
export function withPaidPeriod(
  subscription: Subscription,
  price: { amount: Money; period: Period },
  now: Date,
): Subscription {
  const paidUntil = subscription.price && !subscription.trial ? subscription.periodEnd : null
  const start = paidUntil ?? now
  return {
    ...subscription,
    state: 'active',
    trial: false,
    cancelAtPeriodEnd: false,
    price,
    periodStart: start,
    periodEnd: periodEnd(start, price.period),
  }
}

/** What My Content says (STO-170). */
export function stateText(subscription: Subscription, dayOf: (moment: Date) => string): string {
  const until = subscription.periodEnd && dayOf(subscription.periodEnd)
  switch (subscription.state) {
    case 'preparing':
      return `not yet begun: starts on ${dayOf(subscription.startedAt)}`
    case 'failed':
      return 'not set up properly'
    case 'cancelled':
      return 'cancelled, no more updates'
    case 'expired':
      return 'expired, no more updates'
    case 'past_due': {
      const end = graceEnd(subscription)
      return end ? `payment due, access until ${dayOf(end)}` : 'payment due'
    }
    case 'active':
      if (!until) return 'active'
      if (subscription.trial) return `active, trial until ${until}`
      return subscription.cancelAtPeriodEnd ? `active, ends on ${until}` : `active until ${until}`
  }
}
