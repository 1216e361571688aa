import { sql } from 'kysely'
import { after } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { AttemptCount, AttemptLimit } from '../domain/attempts.ts'
import type { AccountsTables } from './tables.ts'

/** Counts of tries, in the database, so that a restart or another replica does not begin anew. */
export const attempts = (tx: Tx) => {
  const db = tx.withTables<AccountsTables>()
  return {
    /** Counts one try under each key, beginning anew where the window is over; answers the counts with this try. */
    async count(limits: readonly AttemptLimit[], now: Date): Promise<AttemptCount[]> {
      const counts: AttemptCount[] = []
      // Always in the order of keys, so that two who count the same keys wait for each other instead of locking up.
      for (const { key, window } of [...limits].sort((a, b) => (a.key < b.key ? -1 : 1))) {
        const since = after(now, -window)
        const row = await db
          .insertInto('attempt_window')
          .values({ key, attempts: 1, started_at: now })
          .onConflict((conflict) =>
            conflict.column('key').doUpdateSet({
              attempts: sql`CASE WHEN attempt_window.started_at <= ${since} THEN 1 ELSE attempt_window.attempts + 1 END`,
              started_at: sql`CASE WHEN attempt_window.started_at <= ${since} THEN ${now} ELSE attempt_window.started_at END`,
            }),
          )
          .returning(['attempts', 'started_at'])
          .executeTakeFirstOrThrow()
        counts.push({ key, attempts: row.attempts, startedAt: row.started_at })
      }
      return counts
    },

    /** Takes one try back: it was not a failure. */
    async takeBack(limits: readonly AttemptLimit[]): Promise<void> {
      for (const key of limits.map((limit) => limit.key).sort()) {
        await db
          .updateTable('attempt_window')
          .set({ attempts: sql`GREATEST(attempts - 1, 0)` })
          .where('key', '=', key)
          .execute()
      }
    },

    async forget(key: string): Promise<void> {
      await db.deleteFrom('attempt_window').where('key', '=', key).execute()
    },

    async removeOlder(before: Date): Promise<void> {
      await db.deleteFrom('attempt_window').where('started_at', '<', before).execute()
    },
  }
}
