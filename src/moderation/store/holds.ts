import type { ProductId } from '../../catalog/index.ts'
import type { Tx } from '../../platform/db/database.ts'
import { onUnique } from '../../platform/db/unique.ts'
import { alreadyHeld } from '../domain/errors.ts'
import type { Hold } from '../domain/hold.ts'
import type { ModerationTables } from './tables.ts'

/** Holds of listings. */
export const holds = (tx: Tx) => {
  const db = tx.withTables<ModerationTables>()
  return {
    /** The partial unique index hold_open_once decides races: the loser gets a conflict, not a second hold. */
    async insert(hold: Hold, name: string): Promise<void> {
      await onUnique(
        'hold_open_once',
        () => alreadyHeld({ name }),
        db
          .insertInto('hold')
          .values({
            id: hold.id,
            product_id: hold.productId,
            reason: hold.reason,
            held_by_name: hold.heldBy,
            held_at: hold.heldAt,
            lifted_at: null,
            lift_note: null,
          })
          .execute(),
      )
    },

    /** Open holds that began before the moment, the oldest first. */
    async openSince(before: Date, limit: number): Promise<Pick<Hold, 'productId' | 'reason'>[]> {
      const rows = await db
        .selectFrom('hold')
        .select(['product_id', 'reason'])
        .where('lifted_at', 'is', null)
        .where('held_at', '<=', before)
        .orderBy('held_at')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ productId: row.product_id as ProductId, reason: row.reason }))
    },

    /** Ends the open hold; answers whether there was one. */
    async lift(productId: ProductId, note: string, at: Date): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('hold')
        .set({ lifted_at: at, lift_note: note })
        .where('product_id', '=', productId)
        .where('lifted_at', 'is', null)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },
  }
}
