import { defineError } from '../../platform/errors.ts'

export const saleDoesNotAddUp = defineError<{ net: string; tax: string; gross: string }>(
  'invalid',
  'billing.sale_does_not_add_up',
  (d) => `Net ${d.net} and tax ${d.tax} do not make ${d.gross}. Nothing was recorded; report this to the operator.`,
)
export const entryNotBalanced = defineError<{ currency: string; amount: string }>(
  'invalid',
  'billing.entry_not_balanced',
  (d) =>
    `The postings leave ${d.amount} ${d.currency} unaccounted for. Nothing was recorded; report this to the operator.`,
)
export const notYourReceipts = defineError<{ account: string }>(
  'forbidden',
  'billing.not_your_receipts',
  (d) => `You cannot see the receipts of "${d.account}". Use your own account, or an organization that you own.`,
)
