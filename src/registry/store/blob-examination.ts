import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Digest } from '../domain/digest.ts'

/** A blob as its row says. */
export interface RecordedBlob {
  readonly digest: Digest
  readonly size: number
  readonly damaged: boolean
}

/** An upload whose row says that it is under way. */
export interface RecordedUpload {
  readonly id: string
  readonly repository: string
}

/** Questions of the doctor about blobs and uploads, page by page. */
export const blobExamination = (tx: Tx) => ({
  /** Blobs in the order of their digests as text, beginning behind `after`, up to and including `until`. */
  async page(after: Digest | undefined, until: Digest | undefined, limit: number): Promise<readonly RecordedBlob[]> {
    const { rows } = await sql<{ digest: string; size: bigint; damaged: boolean }>`
      SELECT digest, size, damaged_at IS NOT NULL AS damaged FROM blob
      WHERE digest COLLATE "C" > ${after ?? ''} AND (${until ?? null}::text IS NULL OR digest COLLATE "C" <= ${until ?? null})
      ORDER BY digest COLLATE "C" LIMIT ${limit}`.execute(tx)
    return rows.map((row) => ({ digest: row.digest as Digest, size: Number(row.size), damaged: row.damaged }))
  },

  /** The blob's row as it is now. */
  async find(digest: Digest): Promise<RecordedBlob | undefined> {
    const { rows } = await sql<{ size: bigint; damaged: boolean }>`
      SELECT size, damaged_at IS NOT NULL AS damaged FROM blob WHERE digest = ${digest}`.execute(tx)
    return rows[0] && { digest, size: Number(rows[0].size), damaged: rows[0].damaged }
  },

  /** Those of the digests that somebody knows of: a row, an upload, a removal under way, the collector's queue. */
  async known(digests: readonly Digest[]): Promise<ReadonlySet<string>> {
    if (digests.length === 0) return new Set()
    const { rows } = await sql<{ digest: string }>`SELECT c.digest FROM unnest(${[...digests]}::text[]) AS c (digest)
      WHERE EXISTS (SELECT FROM blob b WHERE b.digest = c.digest)
        OR EXISTS (SELECT FROM upload u WHERE u.digest = c.digest)
        OR EXISTS (SELECT FROM blob_removal r WHERE r.digest = c.digest)
        OR EXISTS (SELECT FROM blob_candidate q WHERE q.digest = c.digest)`.execute(tx)
    return new Set(rows.map((row) => row.digest))
  },

  /** Where the blob is missed: repositories with the tags that need it, 50 at most. */
  async missedBy(digest: Digest): Promise<readonly { readonly repository: string; readonly tag?: string }[]> {
    const { rows } = await sql<{ repository: string; tag: string | null }>`
      WITH RECURSIVE above (repository_id, manifest) AS (
        SELECT repository_id, manifest FROM manifest_reference WHERE digest = ${digest}
        UNION
        SELECT r.repository_id, r.manifest FROM above
        JOIN manifest_reference r ON r.repository_id = above.repository_id AND r.digest = above.manifest
      )
      SELECT DISTINCT repository.name AS repository, tag.name AS tag
      FROM above JOIN repository ON repository.id = above.repository_id
      LEFT JOIN tag ON tag.repository_id = above.repository_id AND tag.digest = above.manifest
      ORDER BY 1, 2 LIMIT 50`.execute(tx)
    return rows.map((row) => ({ repository: row.repository, ...(row.tag !== null && { tag: row.tag }) }))
  },

  /** Uploads that began before the moment and are not being closed, in order of id, beginning behind `after`. */
  async uploads(after: string | undefined, before: Date, limit: number): Promise<readonly RecordedUpload[]> {
    const { rows } = await sql<RecordedUpload>`SELECT u.id::text AS id, r.name AS repository
      FROM upload u JOIN repository r ON r.id = u.repository_id
      WHERE u.started_at < ${before} AND (u.claimed_at IS NULL OR u.claimed_at < ${before})
        AND (${after ?? null}::uuid IS NULL OR u.id > ${after ?? null}::uuid)
      ORDER BY u.id LIMIT ${limit}`.execute(tx)
    return rows
  },

  /** Those of the ids that have a row. */
  async uploadsAmong(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set()
    const { rows } = await sql<{ id: string }>`SELECT id::text AS id FROM upload
      WHERE id::text = ANY(${[...ids]}::text[])`.execute(tx)
    return new Set(rows.map((row) => row.id))
  },

  /** Links that no manifest needs and blobs that no repository has, which the collector does not know of. */
  async unqueued(): Promise<{ readonly links: number; readonly blobs: number }> {
    const { rows } = await sql<{ links: bigint; blobs: bigint }>`SELECT
      (SELECT count(*) FROM ${unqueuedLinks}) AS links, (SELECT count(*) FROM ${unqueuedBlobs}) AS blobs`.execute(tx)
    return { links: Number(rows[0]?.links ?? 0), blobs: Number(rows[0]?.blobs ?? 0) }
  },

  /** Gives some of these to the collector; answers how many. */
  async queueUnqueued(at: Date, limit: number): Promise<number> {
    const links = await sql`INSERT INTO link_candidate (repository_id, digest, since)
      SELECT repository_id, digest, ${at}::timestamptz FROM ${unqueuedLinks} ORDER BY digest LIMIT ${limit}
      ON CONFLICT DO NOTHING`.execute(tx)
    const blobs = await sql`INSERT INTO blob_candidate (digest, since)
      SELECT digest, ${at}::timestamptz FROM ${unqueuedBlobs} ORDER BY digest LIMIT ${limit}
      ON CONFLICT DO NOTHING`.execute(tx)
    return Number((links.numAffectedRows ?? 0n) + (blobs.numAffectedRows ?? 0n))
  },
})

const unqueuedLinks = sql`(SELECT rb.repository_id, rb.digest FROM repository_blob rb
  WHERE NOT EXISTS (SELECT FROM manifest_reference r WHERE r.repository_id = rb.repository_id AND r.digest = rb.digest)
    AND NOT EXISTS (SELECT FROM link_candidate q WHERE q.repository_id = rb.repository_id AND q.digest = rb.digest)
) AS unqueued_link`

const unqueuedBlobs = sql`(SELECT b.digest FROM blob b
  WHERE NOT EXISTS (SELECT FROM repository_blob rb WHERE rb.digest = b.digest)
    AND NOT EXISTS (SELECT FROM blob_candidate q WHERE q.digest = b.digest)
) AS unqueued_blob`
