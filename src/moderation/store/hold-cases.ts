import type { ProductId } from '../../catalog/index.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { HoldCase, HoldCaseOutcome } from '../domain/hold-case.ts'
import type { ModerationTables } from './tables.ts'

/** Cases of missed deadlines. */
export const holdCases = (tx: Tx) => {
  const db = tx.withTables<ModerationTables>()
  return {
    /** False when one is open already: the partial unique index hold_case_open_once decides. */
    async open({ id, productId, reason, openedAt }: HoldCase): Promise<boolean> {
      const { numInsertedOrUpdatedRows = 0n } = await db
        .insertInto('hold_case')
        .values({
          ...{ id, product_id: productId, reason, opened_at: openedAt },
          ...{ closed_at: null, outcome: null, closed_by_name: null, note: null },
        })
        .onConflict((conflict) => conflict.column('product_id').where('closed_at', 'is', null).doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows > 0n
    },

    /** Ends the open case; answers it, or undefined when there is none. */
    async close(
      productId: ProductId,
      outcome: HoldCaseOutcome,
      by: { readonly name: string; readonly note: string; readonly at: Date },
    ): Promise<HoldCase | undefined> {
      const row = await db
        .updateTable('hold_case')
        .set({ closed_at: by.at, outcome, closed_by_name: by.name, note: by.note })
        .where('product_id', '=', productId)
        .where('closed_at', 'is', null)
        .returningAll()
        .executeTakeFirst()
      return row && toCase(row)
    },

    /** The oldest first. */
    async waiting(limit: number): Promise<HoldCase[]> {
      const rows = await db
        .selectFrom('hold_case')
        .selectAll()
        .where('closed_at', 'is', null)
        .orderBy('opened_at')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(toCase)
    },
  }
}

function toCase(row: { id: string; product_id: string; reason: string; opened_at: Date }): HoldCase {
  return {
    id: row.id as HoldCase['id'],
    productId: row.product_id as ProductId,
    reason: row.reason,
    openedAt: row.opened_at,
  }
}
