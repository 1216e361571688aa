import type { AccountId } from '../../platform/actor.ts'
import type { Id } from '../../platform/ids.ts'
import type { Money } from '../../platform/money.ts'
import type { LedgerEntryId } from './ledger.ts'

/** The store itself issues receipts; publishers are paid from the ledger. */
export const storeIssuer = 'store'

/** Who paid, as given with the order. */
export interface BilledTo {
  readonly name: string
  readonly email: string
  readonly company?: string
  readonly country: string
  readonly address?: string
  readonly vatId?: string
}

/** Proof of a payment. Numbers have no gaps per issuer (STO-181). */
export interface Receipt {
  readonly id: Id<'receipt'>
  readonly issuer: string
  readonly number: bigint
  readonly orderId: string
  readonly entryId: LedgerEntryId
  readonly accountId: AccountId
  readonly issuedAt: Date
  readonly net: Money
  readonly tax: Money
  readonly total: Money
  readonly taxLabel: string
  readonly description: string
  readonly productName: string
  readonly publisherName: string
  readonly billedTo: BilledTo
}

/** "R-000042", as printed. */
export function printedNumber(number: bigint): string {
  return `R-${number.toString().padStart(6, '0')}`
}
