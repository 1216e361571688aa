import { type Static, Type } from 'typebox'
import type { LedgerEntry, Posting } from '../domain/ledger.ts'
import { printedNumber, type Receipt } from '../domain/receipt.ts'

const date = Type.String({ format: 'date-time' })
const MoneyView = Type.Object({ amount: Type.String(), currency: Type.String() })

export const ReceiptView = Type.Object({
  id: Type.String(),
  number: Type.String(),
  orderId: Type.String(),
  issuedAt: date,
  net: MoneyView,
  tax: MoneyView,
  total: MoneyView,
  taxLabel: Type.String(),
  description: Type.String(),
  productName: Type.String(),
  publisherName: Type.String(),
})
export type ReceiptView = Static<typeof ReceiptView>

/** The public shape of a receipt. */
export function receiptView(receipt: Receipt): ReceiptView {
  const { id, orderId, taxLabel, description, productName, publisherName } = receipt
  return {
    id,
    number: printedNumber(receipt.number),
    orderId,
    issuedAt: receipt.issuedAt.toISOString(),
    net: receipt.net.toWire(),
    tax: receipt.tax.toWire(),
    total: receipt.total.toWire(),
    taxLabel,
    description,
    productName,
    publisherName,
  }
}

export const PostingView = Type.Object({
  account: Type.String(),
  amount: Type.Object(MoneyView.properties, {
    description: 'What came in is positive; what is owed or earned is negative.',
  }),
})
export type PostingView = Static<typeof PostingView>

export function postingView({ account, amount }: Posting): PostingView {
  return { account, amount: amount.toWire() }
}

export const LedgerEntryView = Type.Object({
  id: Type.String(),
  at: date,
  kind: Type.Enum(['sale', 'refund', 'payout', 'correction']),
  source: Type.String(),
  externalId: Type.String(),
  reference: Type.String(),
  description: Type.String(),
  postings: Type.Array(PostingView),
})
export type LedgerEntryView = Static<typeof LedgerEntryView>

/** An entry of the books, for staff. */
export function ledgerEntryView(entry: LedgerEntry): LedgerEntryView {
  return { ...entry, at: entry.at.toISOString(), postings: entry.postings.map(postingView) }
}
