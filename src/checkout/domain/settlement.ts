import { after, days, hours } from '../../platform/clock.ts'
import { type AttemptState, type OrderState, type PaymentAttempt, patience } from './order.ts'

/** What the provider says of a payment; `unknown` = it has never heard of it. */
export type PaymentAnswer =
  | { readonly state: 'succeeded'; readonly paymentId: string }
  | { readonly state: 'requires_action'; readonly paymentId: string; readonly actionUrl: string }
  | { readonly state: 'declined'; readonly paymentId: string; readonly reason: string }
  | { readonly state: 'unknown' }

/** What an answer makes of an attempt and of its order. */
export interface Settlement {
  readonly attempt: PaymentAttempt
  readonly order: OrderState
  /** The order becomes paid by this answer: books, subscription and event follow, once. */
  readonly pays: boolean
  /** Money arrived for an order that was paid already; people must look at it. */
  readonly paidTwice: boolean
}

/** What a customer reads when a payment never reached the provider. */
export const neverReached = 'The payment did not reach the payment provider, so nothing was charged. Pay again.'

/**
 * What the provider's answer changes; undefined when it is no news. Money that has arrived is a fact: it is never
 * taken back by a later answer, and it pays the order even when the attempt had been given up.
 */
export function settle(
  attempt: PaymentAttempt,
  order: OrderState,
  answer: PaymentAnswer,
  now: Date,
): Settlement | undefined {
  const state = nextState(attempt, answer, now)
  if (state === attempt.state) return undefined
  const arrived = state === 'succeeded'
  return {
    attempt: answered(attempt, state, answer, now),
    order: arrived ? 'paid' : orderAfter(order, state),
    pays: arrived && order !== 'paid',
    paidTwice: arrived && order === 'paid',
  }
}

function nextState({ state, askedAt }: PaymentAttempt, answer: PaymentAnswer, now: Date): AttemptState {
  if (state === 'succeeded' || answer.state === 'succeeded') return 'succeeded'
  if (state === 'declined') return 'declined'
  if (answer.state !== 'unknown') return answer.state
  return state === 'asked' && now >= after(askedAt, patience) ? 'declined' : state
}

function answered(attempt: PaymentAttempt, state: AttemptState, answer: PaymentAnswer, now: Date): PaymentAttempt {
  const { reference, orderId, number, askedAt, paymentId } = attempt
  const known = answer.state === 'unknown' ? paymentId : answer.paymentId
  const lookAt = state === 'requires_action' ? nextLook(attempt, now) : undefined
  return {
    reference,
    orderId,
    number,
    state,
    askedAt,
    ...(known !== undefined && { paymentId: known }),
    ...(answer.state === 'requires_action' && { actionUrl: answer.actionUrl }),
    ...(state === 'declined' && { reason: answer.state === 'declined' ? answer.reason : neverReached }),
    ...(lookAt && { lookAt }),
  }
}

/** An order that waits follows its attempt; any other stays where it is. */
function orderAfter(order: OrderState, attempt: AttemptState): OrderState {
  if (order !== 'awaiting_payment' && order !== 'requires_action') return order
  return attempt === 'requires_action' ? 'requires_action' : 'declined'
}

/** When to ask the provider again: less and less often, at least hourly, for a week. */
export function nextLook({ askedAt }: PaymentAttempt, now: Date): Date | undefined {
  const age = now.getTime() - askedAt.getTime()
  return age > days(7) ? undefined : after(now, Math.min(Math.max(age, patience), hours(1)))
}
