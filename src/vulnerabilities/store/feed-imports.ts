import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import { onUnique } from '../../platform/db/unique.ts'
import { feedBusy } from '../domain/errors.ts'
import type { FeedCounts, FeedImport } from '../domain/feed.ts'
import type { VulnerabilitiesTables } from './tables.ts'

type Row = VulnerabilitiesTables['advisory_import']

/** An import that begins. */
export interface NewImport {
  readonly feed: string
  readonly source: string
  readonly whole: boolean
  readonly expected?: number
}

export const feedImports = (tx: Tx) => {
  const db = tx.withTables<VulnerabilitiesTables>()
  return {
    /** Begins one; the unique index advisory_import_running lets a feed have one at a time, others get `feed_busy`. */
    async begin(input: NewImport, at: Date): Promise<number> {
      const { feed, source, whole, expected = null } = input
      const { id } = await onUnique(
        'advisory_import_running',
        () => feedBusy({ feed }),
        db
          .insertInto('advisory_import')
          .values({ feed, source, whole, expected, state: 'running', started_at: at, touched_at: at })
          .returning('id')
          .executeTakeFirstOrThrow(),
      )
      return Number(id)
    },

    /** Gives up imports of the feed that have not written since `before`: their program is dead. */
    async abandon(feed: string, before: Date): Promise<void> {
      await db
        .updateTable('advisory_import')
        .set({ state: 'abandoned' })
        .where('feed', '=', feed)
        .where('state', '=', 'running')
        .where('touched_at', '<=', before)
        .execute()
    },

    /** Notes how far it is. False when the import has been given up by somebody else: then it may write no more. */
    async touch(batch: number, read: number, counts: FeedCounts, at: Date): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('advisory_import')
        .set({ touched_at: at, read, ...counts })
        .where('id', '=', BigInt(batch))
        .where('state', '=', 'running')
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    async end(batch: number, state: 'done' | 'refused' | 'abandoned', at: Date, reason?: string): Promise<void> {
      await db
        .updateTable('advisory_import')
        .set({ state, finished_at: at, touched_at: at, reason: reason?.slice(0, 2000) ?? null })
        .where('id', '=', BigInt(batch))
        .execute()
    },

    /** The newest import of each feed. */
    async latest(): Promise<FeedImport[]> {
      const rows = await db
        .selectFrom('advisory_import')
        .distinctOn('feed')
        .selectAll()
        .orderBy('feed')
        .orderBy('id', 'desc')
        .limit(1000)
        .execute()
      return rows.map(toImport)
    },

    /** Removes a part of the lists of imports that ended before the moment. Answers how many rows. */
    async forget(before: Date, limit: number): Promise<number> {
      let removed = 0n
      for (const table of ['advisory_change', 'advisory_quarantine'] as const) {
        const gone = await sql`DELETE FROM ${sql.table(table)} WHERE ctid IN (
          SELECT c.ctid FROM ${sql.table(table)} c JOIN advisory_import i ON i.id = c.import_id
          WHERE i.state <> 'running' AND i.started_at < ${before} LIMIT ${limit})`.execute(tx)
        removed += gone.numAffectedRows ?? 0n
      }
      return Number(removed)
    },
  }
}

function toImport(row: Selectable<Row>): FeedImport {
  return {
    batch: Number(row.id),
    feed: row.feed,
    source: row.source,
    state: row.state as FeedImport['state'],
    startedAt: row.started_at,
    touchedAt: row.touched_at,
    ...(row.finished_at !== null && { finishedAt: row.finished_at }),
    read: row.read,
    ...(row.expected !== null && { expected: row.expected }),
    counts: {
      added: row.added,
      changed: row.changed,
      unchanged: row.unchanged,
      removed: row.removed,
      rejected: row.rejected,
    },
    ...(row.reason !== null && { reason: row.reason }),
  }
}
