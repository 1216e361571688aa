import type { Id } from '../../platform/ids.ts'
import { Money } from '../../platform/money.ts'
import { entryNotBalanced, saleDoesNotAddUp } from './errors.ts'
import { splitSale } from './split-sale.ts'

export type LedgerEntryId = Id<'ledger_entry'>

/** Names of the ledger's accounts. */
export const ledgerAccounts = {
  cash: (provider: string) => `cash:${provider}`,
  publisher: (publisherId: string) => `publisher:${publisherId}`,
  fee: 'fee',
  tax: (country: string) => `tax:${country}`,
} as const

/** One line of an entry. What comes in is positive; what is owed to others or earned is negative. */
export interface Posting {
  readonly account: string
  readonly amount: Money
}

/** A fact about money, whole: its postings sum to zero in every currency (STO-180). */
export interface LedgerEntry {
  readonly id: LedgerEntryId
  readonly at: Date
  readonly kind: 'sale' | 'refund' | 'payout' | 'correction'
  /** Where the fact comes from, and its name there: a fact is entered once. */
  readonly source: string
  readonly externalId: string
  /** The payment's reference, on every row about it. */
  readonly reference: string
  readonly description: string
  readonly postings: readonly Posting[]
}

/** A sale as checkout settles it. */
export interface Sale {
  readonly orderId: string
  readonly net: Money
  readonly tax: Money
  readonly gross: Money
  readonly publisherId: string
  /** Frozen when the order was made. */
  readonly feeBasisPoints: number
  /** ISO 3166 code of the country whose tax it is. */
  readonly country: string
  /** Name of the payment provider that holds the money. */
  readonly provider: string
  readonly paymentReference: string
  readonly description: string
}

/** The entry of a sale: the customer's money in, shares of publisher and store and the tax out. */
export function saleEntry(sale: Sale, id: LedgerEntryId, at: Date): LedgerEntry {
  const { net, tax, gross } = sale
  if (!net.plus(tax).equals(gross)) throw saleDoesNotAddUp(texts({ net, tax, gross }))
  const { fee, publisher } = splitSale(net, sale.feeBasisPoints)
  const postings: Posting[] = [
    { account: ledgerAccounts.cash(sale.provider), amount: gross },
    { account: ledgerAccounts.publisher(sale.publisherId), amount: publisher.negated() },
    { account: ledgerAccounts.fee, amount: fee.negated() },
    { account: ledgerAccounts.tax(sale.country), amount: tax.negated() },
  ]
  return balanced({
    id,
    at,
    kind: 'sale',
    source: 'checkout.order',
    externalId: sale.orderId,
    reference: sale.paymentReference,
    description: sale.description,
    postings: postings.filter(({ amount }) => !amount.isZero()),
  })
}

/** The entry that undoes another to the cent: a correction is never an edit. */
export function reversalOf(
  entry: LedgerEntry,
  reversal: Pick<LedgerEntry, 'id' | 'at' | 'kind' | 'source' | 'externalId' | 'description'>,
): LedgerEntry {
  return balanced({
    ...reversal,
    reference: entry.reference,
    postings: entry.postings.map(({ account, amount }) => ({ account, amount: amount.negated() })),
  })
}

/** Throws billing.entry_not_balanced unless the postings sum to zero in every currency. */
export function balanced(entry: LedgerEntry): LedgerEntry {
  for (const sum of sums(entry.postings)) {
    if (!sum.isZero()) throw entryNotBalanced({ amount: sum.minor.toString(), currency: sum.currency })
  }
  return entry
}

/** Balances per account and currency, sorted by name; what the books close to. */
export function balancesOf(entries: readonly LedgerEntry[]): Posting[] {
  const totals = new Map<string, Posting>()
  for (const { account, amount } of entries.flatMap((entry) => entry.postings)) {
    const key = `${account} ${amount.currency}`
    const before = totals.get(key)?.amount ?? Money.zero(amount.currency)
    totals.set(key, { account, amount: before.plus(amount) })
  }
  return [...totals.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, posting]) => posting)
}

/** What the postings sum to, one amount per currency. */
function sums(postings: readonly Posting[]): Money[] {
  const totals = new Map<string, Money>()
  for (const { amount } of postings) {
    totals.set(amount.currency, (totals.get(amount.currency) ?? Money.zero(amount.currency)).plus(amount))
  }
  return [...totals.values()]
}

function texts(amounts: Readonly<Record<'net' | 'tax' | 'gross', Money>>) {
  return { net: amounts.net.format(), tax: amounts.tax.format(), gross: amounts.gross.format() }
}
