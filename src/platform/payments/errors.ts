import { defineError } from '../errors.ts'

export const paymentNotFound = defineError(
  'not_found',
  'payments.payment_not_found',
  'This payment does not exist. Go back to your order and pay again.',
)

export const referenceReused = defineError<{ reference: string }>(
  'conflict',
  'payments.reference_reused',
  (d) => `The reference ${d.reference} belongs to a payment of another amount. Use a new reference for a new payment.`,
)

export const amountNotPositive = defineError(
  'invalid',
  'payments.amount_not_positive',
  'Only amounts above zero can be charged. Check the order: free plans need no payment.',
)
