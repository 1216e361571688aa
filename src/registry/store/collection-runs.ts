import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Id } from '../../platform/ids.ts'
import type { CollectionRun } from '../domain/collection-run.ts'
import type { CollectionRunTable, RegistryTables } from './tables.ts'

/** Runs that are kept; the oldest go first. */
const mostKept = 500

/** What one batch adds to its run. */
export interface RunStep {
  readonly examined: number
  readonly linksRemoved: number
  readonly blobsRemoved: number
  readonly bytesFreed: number
  /** Candidates that the batch itself brought forth. */
  readonly queued: number
}

/** The open run, if there is one, and what has been. The index collection_run_open decides that one runs at a time. */
export const collectionRuns = (tx: Tx) => {
  const db = tx.withTables<RegistryTables>()
  return {
    /** Opens a run unless one is open. */
    async open(id: Id<'collection_run'>, at: Date, requestedBy: string | undefined): Promise<boolean> {
      const { rows } = await sql`INSERT INTO collection_run (id, dry_run, requested_by, started_at)
        VALUES (${id}, false, ${requestedBy ?? null}, ${at})
        ON CONFLICT ((finished_at IS NULL)) WHERE finished_at IS NULL DO NOTHING RETURNING id`.execute(tx)
      return rows.length > 0
    },

    /** Makes the open run the worker's: when it is new, or its own, or its worker was last heard of before the moment. */
    async take(worker: string, before: Date, at: Date): Promise<CollectionRun | undefined> {
      const { rows } = await sql<
        Selectable<CollectionRunTable>
      >`UPDATE collection_run SET worker = ${worker}, beat_at = ${at}
        WHERE finished_at IS NULL AND (worker IS NULL OR worker = ${worker} OR beat_at < ${before}) RETURNING *`.execute(
        tx,
      )
      return rows[0] && toRun(rows[0])
    },

    /** Adds a batch to the worker's run. Undefined when the run is no longer the worker's. */
    async advance(worker: string, step: RunStep, at: Date): Promise<CollectionRun | undefined> {
      const { rows } = await sql<Selectable<CollectionRunTable>>`UPDATE collection_run SET beat_at = ${at},
          examined = examined + ${step.examined}, links_removed = links_removed + ${step.linksRemoved},
          blobs_removed = blobs_removed + ${step.blobsRemoved}, bytes_freed = bytes_freed + ${step.bytesFreed},
          remaining = greatest(0, remaining - ${step.examined} + ${step.queued})
        WHERE finished_at IS NULL AND worker = ${worker} RETURNING *`.execute(tx)
      return rows[0] && toRun(rows[0])
    },

    /** Notes how many candidates there are to look at. */
    async setRemaining(worker: string, remaining: number): Promise<void> {
      await db
        .updateTable('collection_run')
        .set({ remaining })
        .where('worker', '=', worker)
        .where('finished_at', 'is', null)
        .execute()
    },

    async finish(worker: string, outcome: 'complete' | 'stopped', at: Date): Promise<void> {
      await db
        .updateTable('collection_run')
        .set({ finished_at: at, outcome, worker: null })
        .where('worker', '=', worker)
        .where('finished_at', 'is', null)
        .execute()
      await sql`DELETE FROM collection_run WHERE id IN (
        SELECT id FROM collection_run ORDER BY started_at DESC, id OFFSET ${mostKept} LIMIT 100
      ) AND finished_at IS NOT NULL`.execute(tx)
    },

    /** Notes a dry run, which begins and ends at once. */
    async insertDry(id: Id<'collection_run'>, at: Date, requestedBy: string, found: RunStep): Promise<void> {
      await db
        .insertInto('collection_run')
        .values({
          id,
          dry_run: true,
          requested_by: requestedBy,
          started_at: at,
          finished_at: at,
          outcome: 'complete',
          examined: found.examined,
          links_removed: found.linksRemoved,
          blobs_removed: found.blobsRemoved,
          bytes_freed: found.bytesFreed,
          remaining: null,
        })
        .execute()
    },

    /** Asks the open run to stop after its batch. Answers which it is; undefined when none is open. */
    async askToStop(at: Date): Promise<CollectionRun['id'] | undefined> {
      const row = await db
        .updateTable('collection_run')
        .set({ stop_requested_at: at })
        .where('finished_at', 'is', null)
        .returning('id')
        .executeTakeFirst()
      return row?.id as CollectionRun['id'] | undefined
    },

    /** The open run and those before it, newest first. */
    async latest(limit: number): Promise<readonly CollectionRun[]> {
      const rows = await db
        .selectFrom('collection_run')
        .selectAll()
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toRun)
    },
  }
}

function toRun(row: Selectable<CollectionRunTable>): CollectionRun {
  return {
    id: row.id as CollectionRun['id'],
    dryRun: row.dry_run,
    ...(row.requested_by !== null && { requestedBy: row.requested_by }),
    startedAt: row.started_at,
    ...(row.finished_at && { finishedAt: row.finished_at }),
    ...(row.outcome && { outcome: row.outcome }),
    stopRequested: row.stop_requested_at !== null,
    ...(row.beat_at && { beatAt: row.beat_at }),
    examined: Number(row.examined),
    linksRemoved: Number(row.links_removed),
    blobsRemoved: Number(row.blobs_removed),
    bytesFreed: Number(row.bytes_freed),
    ...(row.remaining !== null && { remaining: Number(row.remaining) }),
  }
}
