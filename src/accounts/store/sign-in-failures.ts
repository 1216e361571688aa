import type { Tx } from '../../platform/db/database.ts'
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

    async add(keys: readonly string[], at: Date): Promise<void> {
      await db
        .insertInto('sign_in_failure')
        .values(keys.map((key) => ({ key, at })))
        .execute()
    },

    async forget(key: string): Promise<void> {
      await db.deleteFrom('sign_in_failure').where('key', '=', key).execute()
    },

    async removeBefore(at: Date): Promise<void> {
      await db.deleteFrom('sign_in_failure').where('at', '<=', at).execute()
    },
  }
}
