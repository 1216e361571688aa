import { type Selectable, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import { type LookupKey, lookupKeys } from '../../scanner/index.ts'
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
        .set({ state: 'complete', failure: null, finished_at: at, image: JSON.stringify(image) })
        .where('digest', '=', digest)
        .execute()
      await db.deleteFrom('scan_component').where('digest', '=', digest).execute()
      const rows = indexRows(digest, image)
      for (let from = 0; from < rows.length; from += 1000) {
        await db
          .insertInto('scan_component')
          .values(rows.slice(from, from + 1000))
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }
    },

    async replaceFindings(digest: string, findings: readonly Finding[], totals: ScanTotals, at: Date): Promise<void> {
      await db.deleteFrom('scan_finding').where('digest', '=', digest).execute()
      for (let from = 0; from < findings.length; from += 500) {
        await db
          .insertInto('scan_finding')
          .values(
            findings.slice(from, from + 500).map((finding) => ({
              digest,
              component_id: finding.componentId,
              advisory_id: finding.advisoryId,
              verdict: finding.match.verdict,
              class: finding.severity.class,
              finding: JSON.stringify(finding),
            })),
          )
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }
      await db
        .updateTable('scan')
        .set({ totals: JSON.stringify(totals), matched_at: at })
        .where('digest', '=', digest)
        .execute()
    },

    async findings(digest: string): Promise<Finding[]> {
      const rows = await db
        .selectFrom('scan_finding')
        .select('finding')
        .where('digest', '=', digest)
        .orderBy('component_id')
        .orderBy('advisory_id')
        .limit(mostFindings)
        .execute()
      return rows.map((row) => row.finding)
    },

    /** Digests of complete scans that hold one of the packages, after `after`, in order: asked page by page. */
    async digestsWith(keys: readonly LookupKey[], after: string, limit: number): Promise<string[]> {
      const ecosystems = keys.map((key) => key.ecosystem)
      const names = keys.map((key) => key.name)
      const rows = await db
        .selectFrom('scan_component')
        .select('digest')
        .distinct()
        .where(sql<boolean>`(ecosystem, name) IN (SELECT * FROM unnest(${ecosystems}::text[], ${names}::text[]))`)
        .where('digest', '>', after)
        .orderBy('digest')
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

function indexRows(digest: string, image: ScannedImage): VulnerabilitiesTables['scan_component'][] {
  return image.platforms
    .flatMap(({ components }) => components.components)
    .filter((component) => component.removedIn === undefined)
    .flatMap((component) => lookupKeys(component).map((key) => ({ digest, component_id: component.id, ...key })))
}

function toScan(row: Selectable<VulnerabilitiesTables['scan']>): Scan {
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
