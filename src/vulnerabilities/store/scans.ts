import type { Selectable } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Finding } from '../domain/finding.ts'
import type { Scan, ScanCause, ScannedImage, ScanTotals } from '../domain/scan.ts'
import type { VulnerabilitiesTables } from './tables.ts'

/** Findings of one image that are shown; the totals count all. */
const mostFindings = 10_000

export const scans = (tx: Tx) => {
  const db = tx.withTables<VulnerabilitiesTables>()
  return {
    async find(digest: string): Promise<Scan | undefined> {
      const row = await db.selectFrom('scan').selectAll().where('digest', '=', digest).executeTakeFirst()
      return row && toScan(row)
    },

    /** As `find`, and nobody else changes it until the transaction ends. */
    async lock(digest: string): Promise<Scan | undefined> {
      const row = await db.selectFrom('scan').selectAll().where('digest', '=', digest).forUpdate().executeTakeFirst()
      return row && toScan(row)
    },

    /** State and totals of many digests, without their parts. */
    async summaries(digests: readonly string[]): Promise<Scan[]> {
      if (digests.length === 0) return []
      const rows = await db
        .selectFrom('scan')
        .select(['digest', 'repository', 'state', 'why', 'queued_at', 'finished_at', 'matched_at', 'failure', 'totals'])
        .where('digest', 'in', [...digests])
        .limit(digests.length)
        .execute()
      return rows.map((row) => toScan({ ...row, image: null }))
    },

    /** A first request makes the row; of two at once one wins, and both see it queued. */
    async insertQueued(scan: Pick<Scan, 'digest' | 'repository' | 'why' | 'queuedAt'>): Promise<boolean> {
      const { numInsertedOrUpdatedRows = 0n } = await db
        .insertInto('scan')
        .values({
          digest: scan.digest,
          repository: scan.repository,
          state: 'queued',
          why: scan.why,
          queued_at: scan.queuedAt,
        })
        .onConflict((conflict) => conflict.column('digest').doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows > 0n
    },

    async setState(
      digest: string,
      state: Scan['state'],
      more: { failure?: string; finishedAt?: Date } = {},
    ): Promise<void> {
      await db
        .updateTable('scan')
        .set({ state, failure: more.failure ?? null, finished_at: more.finishedAt ?? null })
        .where('digest', '=', digest)
        .execute()
    },

    async complete(digest: string, image: ScannedImage, at: Date): Promise<void> {
      await db
        .updateTable('scan')
        .set({ state: 'complete', failure: null, finished_at: at, image: JSON.stringify(image), indexed_at: null })
        .where('digest', '=', digest)
        .execute()
    },

    /** The number of the image in the index; what of it is counted before anything is known to be vulnerable. */
    async setComponentCount(digest: string, totals: ScanTotals, at: Date): Promise<number> {
      const { number } = await db
        .updateTable('scan')
        .set({ totals: JSON.stringify(totals), matched_at: at })
        .where('digest', '=', digest)
        .returning('number')
        .executeTakeFirstOrThrow()
      return number
    },

    /** What advisories say about the components of an image; the totals count all. */
    async findings(digest: string): Promise<Finding[]> {
      const rows = await db
        .selectFrom('scan as s')
        .innerJoin('image_component as i', 'i.image', 's.number')
        .innerJoin('component_match as m', 'm.component', 'i.component')
        .innerJoin('component_version as c', 'c.number', 'm.component')
        .select('m.finding')
        .where('s.digest', '=', digest)
        .orderBy('c.id')
        .orderBy('m.advisory_id')
        .limit(mostFindings)
        .execute()
      return rows.map((row) => row.finding)
    },

    /** Complete scans that the index does not know yet. */
    async notIndexed(limit: number): Promise<string[]> {
      const rows = await db
        .selectFrom('scan')
        .select('digest')
        .where('indexed_at', 'is', null)
        .where('state', '=', 'complete')
        .orderBy('number')
        .limit(limit)
        .execute()
      return rows.map((row) => row.digest)
    },

    async layerFactsBlob(key: string): Promise<string | undefined> {
      const row = await db.selectFrom('layer_facts').select('blob').where('cache_key', '=', key).executeTakeFirst()
      return row?.blob
    },

    async putLayerFacts(key: string, blob: string, at: Date): Promise<void> {
      await db
        .insertInto('layer_facts')
        .values({ cache_key: key, blob, created_at: at })
        .onConflict((conflict) => conflict.column('cache_key').doUpdateSet({ blob, created_at: at }))
        .execute()
    },
  }
}

function toScan(row: Omit<Selectable<VulnerabilitiesTables['scan']>, 'number' | 'indexed_at'>): Scan {
  return {
    digest: row.digest,
    repository: row.repository,
    state: row.state as Scan['state'],
    why: row.why as ScanCause,
    queuedAt: row.queued_at,
    ...(row.finished_at !== null && { finishedAt: row.finished_at }),
    ...(row.matched_at !== null && { matchedAt: row.matched_at }),
    ...(row.failure !== null && { failure: row.failure }),
    ...(row.image !== null && { image: row.image }),
    ...(row.totals !== null && { totals: row.totals }),
  }
}
