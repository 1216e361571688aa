import { type Selectable, sql } from 'kysely'
import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Id } from '../../platform/ids.ts'
import { Money } from '../../platform/money.ts'
import type { LedgerEntryId } from '../domain/ledger.ts'
import type { BilledTo, Receipt } from '../domain/receipt.ts'
import type { BillingTables, ReceiptTable } from './tables.ts'

/** Receipts and their numbers. */
export const receipts = (tx: Tx) => {
  const db = tx.withTables<BillingTables>()
  return {
    /**
     * The issuer's next number. Its row stays locked until the transaction ends, so a number that is rolled back is
     * given to the next receipt and none is missing (STO-181).
     */
    async nextNumber(issuer: string): Promise<bigint> {
      const row = await db
        .insertInto('receipt_series')
        .values({ issuer, last_number: 1n })
        .onConflict((conflict) =>
          conflict.column('issuer').doUpdateSet({ last_number: sql`receipt_series.last_number + 1` }),
        )
        .returning('last_number')
        .executeTakeFirstOrThrow()
      return row.last_number
    },

    async insert(receipt: Receipt): Promise<void> {
      await db
        .insertInto('receipt')
        .values({
          id: receipt.id,
          issuer: receipt.issuer,
          number: receipt.number,
          order_id: receipt.orderId,
          entry_id: receipt.entryId,
          account_id: receipt.accountId,
          issued_at: receipt.issuedAt,
          net_minor: receipt.net.minor,
          tax_minor: receipt.tax.minor,
          total_minor: receipt.total.minor,
          currency: receipt.total.currency,
          tax_label: receipt.taxLabel,
          description: receipt.description,
          product_name: receipt.productName,
          publisher_name: receipt.publisherName,
          billed_to: JSON.stringify(receipt.billedTo),
        })
        .execute()
    },

    /** Newest first. */
    async ofAccount(accountId: AccountId): Promise<Receipt[]> {
      const rows = await db
        .selectFrom('receipt')
        .selectAll()
        .where('account_id', '=', accountId)
        .orderBy('id', 'desc')
        .limit(500)
        .execute()
      return rows.map(toReceipt)
    },
  }
}

function toReceipt(row: Selectable<ReceiptTable>): Receipt {
  return {
    id: row.id as Id<'receipt'>,
    issuer: row.issuer,
    number: row.number,
    orderId: row.order_id,
    entryId: row.entry_id as LedgerEntryId,
    accountId: row.account_id as AccountId,
    issuedAt: row.issued_at,
    net: Money.of(row.net_minor, row.currency),
    tax: Money.of(row.tax_minor, row.currency),
    total: Money.of(row.total_minor, row.currency),
    taxLabel: row.tax_label,
    description: row.description,
    productName: row.product_name,
    publisherName: row.publisher_name,
    billedTo: row.billed_to as BilledTo,
  }
}
