import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Digest } from '../domain/digest.ts'
import { isHeld } from './content-holds.ts'

/** A digest that the collector would look at now, and what it would do. */
export interface PreviewedDigest {
  readonly digest: Digest
  /** Candidates behind it. */
  readonly candidates: number
  /** Links that would go. */
  readonly links: number
  /** Bytes of the blob, if it would go. */
  readonly freed?: number
}

interface Row {
  readonly digest: Digest
  readonly candidates: bigint
  readonly going: bigint
  readonly goes: boolean
  readonly size: bigint | null
}

/** What the collector would do, by the same questions that it asks itself (store/garbage.ts); nothing is locked or changed. */
export const garbagePreview = (tx: Tx) => ({
  /** Candidates since before the moment whose digests follow `last`, in order of digest. */
  async page(before: Date, last: string, limit: number): Promise<readonly PreviewedDigest[]> {
    const { rows } = await sql<Row>`WITH page AS (
        SELECT digest FROM (
          (SELECT DISTINCT digest FROM link_candidate WHERE digest > ${last} AND since < ${before} ORDER BY digest LIMIT ${limit})
          UNION
          (SELECT digest FROM blob_candidate WHERE digest > ${last} AND since < ${before} ORDER BY digest LIMIT ${limit})
        ) d ORDER BY digest LIMIT ${limit}
      ), seen AS (
        SELECT page.digest, b.size,
          (SELECT count(*) FROM link_candidate q WHERE q.digest = page.digest AND q.since < ${before})
            + (SELECT count(*) FROM blob_candidate q WHERE q.digest = page.digest AND q.since < ${before}) AS candidates,
          (SELECT count(*) FROM repository_blob rb WHERE rb.digest = page.digest) AS links,
          (SELECT count(*) FROM link_candidate q
            JOIN repository_blob rb ON rb.repository_id = q.repository_id AND rb.digest = q.digest
            JOIN repository r ON r.id = q.repository_id
            WHERE q.digest = page.digest AND q.since < ${before}
              AND NOT EXISTS (SELECT FROM manifest_reference m
                WHERE m.repository_id = q.repository_id AND m.digest = q.digest)
              AND NOT ${isHeld({ digest: sql`page.digest`, repository: sql`r.name` })}) AS going,
          EXISTS (SELECT FROM upload u WHERE u.digest = page.digest)
            OR EXISTS (SELECT FROM blob_candidate q WHERE q.digest = page.digest AND q.since >= ${before})
            OR ${isHeld({ digest: sql`page.digest` })} AS kept
        FROM page LEFT JOIN blob b ON b.digest = page.digest
      )
      SELECT digest, candidates, going, size, size IS NOT NULL AND NOT kept AND links = going AS goes
      FROM seen ORDER BY digest LIMIT ${limit}`.execute(tx)
    return rows.map(({ digest, candidates, going, goes, size }) => ({
      digest,
      candidates: Number(candidates),
      links: Number(going),
      ...(goes && size !== null && { freed: Number(size) }),
    }))
  },
})
