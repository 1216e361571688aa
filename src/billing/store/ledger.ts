import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import { Money } from '../../platform/money.ts'
import type { LedgerEntry, LedgerEntryId, Posting } from '../domain/ledger.ts'
import type { BillingTables } from './tables.ts'

/** The books. Deferred triggers check at commit that every entry balances; others refuse any change. */
export const ledger = (tx: Tx) => {
  const db = tx.withTables<BillingTables>()
  return {
    /** Enters a fact once: false when the constraint ledger_entry_source says that it stands there already. */
    async enter(entry: LedgerEntry): Promise<boolean> {
      const inserted = await db
        .insertInto('ledger_entry')
        .values({
          id: entry.id,
          at: entry.at,
          kind: entry.kind,
          source: entry.source,
          external_id: entry.externalId,
          reference: entry.reference,
          description: entry.description,
        })
        .onConflict((conflict) => conflict.constraint('ledger_entry_source').doNothing())
        .returning('id')
        .executeTakeFirst()
      if (!inserted) return false
      await db
        .insertInto('ledger_posting')
        .values(
          entry.postings.map(({ account, amount }, position) => ({
            entry_id: entry.id,
            position,
            account,
            amount_minor: amount.minor,
            currency: amount.currency,
          })),
        )
        .execute()
      return true
    },

    async idOf(source: string, externalId: string): Promise<LedgerEntryId | undefined> {
      const row = await db
        .selectFrom('ledger_entry')
        .select('id')
        .where('source', '=', source)
        .where('external_id', '=', externalId)
        .executeTakeFirst()
      return row?.id as LedgerEntryId | undefined
    },

    /** Balances are sums, never stored. */
    async balances(limit: number): Promise<Posting[]> {
      const rows = await db
        .selectFrom('ledger_posting')
        .select(['account', 'currency', sql<bigint>`sum(amount_minor)::bigint`.as('total')])
        .groupBy(['account', 'currency'])
        .orderBy('account')
        .orderBy('currency')
        .limit(limit)
        .execute()
      return rows.map(({ account, currency, total }) => ({ account, amount: Money.of(total, currency) }))
    },

    /** Newest first. */
    async entries(limit: number, before?: LedgerEntryId): Promise<LedgerEntry[]> {
      let select = db.selectFrom('ledger_entry').selectAll().orderBy('id', 'desc').limit(limit)
      if (before) select = select.where('id', '<', before)
      const rows = await select.execute()
      const postings = await this.postingsOf(rows.map(({ id }) => id))
      return rows.map((row) => ({
        id: row.id as LedgerEntryId,
        at: row.at,
        kind: row.kind as LedgerEntry['kind'],
        source: row.source,
        externalId: row.external_id,
        reference: row.reference,
        description: row.description,
        postings: postings.get(row.id) ?? [],
      }))
    },

    async postingsOf(entryIds: readonly string[]): Promise<ReadonlyMap<string, Posting[]>> {
      const found = new Map<string, Posting[]>()
      if (entryIds.length === 0) return found
      const rows = await db
        .selectFrom('ledger_posting')
        .selectAll()
        .where('entry_id', 'in', entryIds)
        .orderBy('entry_id')
        .orderBy('position')
        .limit(5000)
        .execute()
      for (const row of rows) {
        const posting = { account: row.account, amount: Money.of(row.amount_minor, row.currency) }
        found.set(row.entry_id, [...(found.get(row.entry_id) ?? []), posting])
      }
      return found
    },
  }
}
