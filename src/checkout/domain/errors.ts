import { defineError } from '../../platform/errors.ts'

export const notForSale = defineError<{ product: string; state: string }>(
  'conflict',
  'checkout.not_for_sale',
  (d) =>
    `${d.product} is ${d.state === 'hold' ? 'on hold' : d.state} and cannot be bought now. Nothing was charged; see the product page for the reason.`,
)
export const noSuchPrice = defineError<{ plan: string; period: string; currency: string }>(
  'invalid',
  'checkout.no_such_price',
  (d) => `The plan "${d.plan}" is not sold by the ${d.period} in ${d.currency}. Choose one of the prices on its page.`,
)
export const nothingToPay = defineError<{ plan: string }>(
  'conflict',
  'checkout.nothing_to_pay',
  (d) =>
    `The plan "${d.plan}" costs nothing. Accept its terms on the product page instead; no billing details are needed.`,
)
export const notSoldHere = defineError<{ plan: string }>(
  'conflict',
  'checkout.not_sold_here',
  (d) => `The plan "${d.plan}" cannot be bought here. See its page for how to get it.`,
)
export const orderNotFound = defineError(
  'not_found',
  'checkout.order_not_found',
  'There is no such order, or you may not see it. Open it from the receipts of the account that ordered.',
)
export const keyReused = defineError(
  'conflict',
  'checkout.idempotency_key_reused',
  'This idempotency key belongs to an order of something else. Send a new key for a new order.',
)
export const alreadyPaid = defineError(
  'conflict',
  'checkout.already_paid',
  'This order is paid. You find the subscription under My content and the receipt under Receipts.',
)
export const paymentRunning = defineError(
  'conflict',
  'checkout.payment_running',
  'A payment of this order is under way. Wait a moment and look at the order again before you pay once more.',
)
export const orderTooOld = defineError(
  'conflict',
  'checkout.order_too_old',
  'This order is too old to be paid; prices may have changed since. Order again from the product page.',
)
export const challengeNotFound = defineError(
  'not_found',
  'checkout.challenge_not_found',
  'There is no payment of yours that waits for this answer. Go back to your order.',
)
export const providerUnavailable = defineError<{ retryAfter: number }>(
  'unavailable',
  'checkout.payment_provider_unavailable',
  'The payment provider did not answer. We ask it again by ourselves: look at your order in a minute before you pay again.',
)
