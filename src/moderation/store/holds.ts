import type { ProductId } from '../../catalog/index.ts'
import type { Tx } from '../../platform/db/database.ts'
import { onUnique } from '../../platform/db/unique.ts'
import { alreadyHeld } from '../domain/errors.ts'
import type { Hold } from '../domain/hold.ts'
import type { ModerationTables } from './tables.ts'

/** A hold that was not lifted. */
export interface OpenHold extends Pick<Hold, 'id' | 'productId' | 'reason' | 'heldAt'> {
  /** Days before the revocation of the warning that was sent last. */
  readonly warned?: number
}

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
            warned_days: null,
          })
          .execute(),
      )
    },

    /** Open holds that began before the moment, the oldest first, with the warning that was sent last. */
    async openSince(before: Date, limit: number): Promise<OpenHold[]> {
      const rows = await db
        .selectFrom('hold')
        .select(['id', 'product_id', 'reason', 'held_at', 'warned_days'])
        .where('lifted_at', 'is', null)
        .where('held_at', '<=', before)
        .orderBy('held_at')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        id: row.id as Hold['id'],
        productId: row.product_id as ProductId,
        reason: row.reason,
        heldAt: row.held_at,
        ...(row.warned_days !== null && { warned: row.warned_days }),
      }))
    },

    /** Writes down that the publisher is warned; false when that warning, or a later one, was sent before. */
    async warn(id: Hold['id'], daysLeft: number): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('hold')
        .set({ warned_days: daysLeft })
        .where('id', '=', id)
        .where('lifted_at', 'is', null)
        .where((eb) => eb.or([eb('warned_days', 'is', null), eb('warned_days', '>', daysLeft)]))
        .executeTakeFirst()
      return numUpdatedRows > 0n
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
