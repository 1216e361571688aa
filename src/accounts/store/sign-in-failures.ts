import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Id } from '../../platform/ids.ts'
import type { AccountTables } from './tables.ts'

export const signInFailures = (tx: Tx) => {
  const db = tx.withTables<AccountTables>()
  return {
    async since(keys: readonly string[], from: Date): Promise<Map<string, Date[]>> {
      const rows = await db
        .selectFrom('sign_in_failure')
        .selectAll()
        .where('key', 'in', [...keys])
        .where('at', '>', from)
        .orderBy('at', 'desc')
        .limit(1000)
        .execute()
      return new Map(keys.map((key) => [key, rows.filter((row) => row.key === key).map((row) => row.at)]))
    },

    /** Lets one at a time count under the key, until the transaction ends: many tries at once are counted one by one. */
    async lock(key: string): Promise<void> {
      await sql`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(db)
    },

    async add(keys: readonly string[], at: Date, attempt: Id): Promise<void> {
      await db
        .insertInto('sign_in_failure')
        .values(keys.map((key) => ({ key, at, attempt })))
        .execute()
    },

    /** The try was no failure. */
    async takeBack(attempt: Id): Promise<void> {
      await db.deleteFrom('sign_in_failure').where('attempt', '=', attempt).execute()
    },

    async forget(key: string): Promise<void> {
      await db.deleteFrom('sign_in_failure').where('key', '=', key).execute()
    },

    async removeBefore(at: Date): Promise<void> {
      await db.deleteFrom('sign_in_failure').where('at', '<=', at).execute()
    },
  }
}
