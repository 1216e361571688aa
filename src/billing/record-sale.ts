import { recordAudit } from '../audit/index.ts'
import type { AccountId } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { type LedgerEntryId, type Sale, saleEntry } from './domain/ledger.ts'
import { type BilledTo, printedNumber, storeIssuer } from './domain/receipt.ts'
import { ledger } from './store/ledger.ts'
import { receipts } from './store/receipts.ts'

export interface RecordSale extends Sale {
  /** Who gets the receipt. */
  readonly accountId: AccountId
  readonly taxLabel: string
  readonly productName: string
  readonly publisherName: string
  readonly billedTo: BilledTo
}

// public: called by checkout when the money has arrived; the order was authorized when it was placed.
/**
 * Enters a paid order into the books and issues its receipt, in the caller's transaction. The same order is entered
 * once, whoever settles it first and however often (STO-180).
 */
export async function recordSale(ctx: Context, sale: RecordSale): Promise<LedgerEntryId> {
  return ctx.transaction(async (tx) => {
    const at = ctx.clock.now()
    const entry = saleEntry(sale, ctx.newId(), at)
    if (!(await ledger(tx).enter(entry))) {
      const known = await ledger(tx).idOf(entry.source, entry.externalId)
      return known ?? entry.id
    }
    const number = await receipts(tx).nextNumber(storeIssuer)
    await receipts(tx).insert({
      id: ctx.newId(),
      issuer: storeIssuer,
      number,
      orderId: sale.orderId,
      entryId: entry.id,
      accountId: sale.accountId,
      issuedAt: at,
      net: sale.net,
      tax: sale.tax,
      total: sale.gross,
      taxLabel: sale.taxLabel,
      description: sale.description,
      productName: sale.productName,
      publisherName: sale.publisherName,
      billedTo: sale.billedTo,
    })
    await recordAudit(ctx.within(tx), {
      action: 'billing.sale_recorded',
      subject: { kind: 'ledger_entry', id: entry.id },
      details: { orderId: sale.orderId, receipt: printedNumber(number), gross: sale.gross.toWire() },
    })
    return entry.id
  })
}
