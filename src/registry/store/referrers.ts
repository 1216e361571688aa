import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Digest } from '../domain/digest.ts'

/** A manifest about another one. */
export interface StoredReferrer {
  readonly digest: Digest
  readonly mediaType: string
  readonly size: number
  /** Of an image without one, the media type of its configuration (OCI distribution 1.1). */
  readonly artifactType?: string
  readonly bytes: Buffer
}

/** Which referrers are wanted. */
export interface ReferrerQuery {
  readonly repository: string
  readonly subject: Digest
  readonly artifactType?: string
  /** Continues after this digest. */
  readonly last: string
  readonly limit: number
}

/** Most bytes of manifests in one page: they are read for their annotations. */
const pageBytes = 3 * 1024 * 1024

export const referrers = (tx: Tx) => ({
  /** Manifests about the subject in order of digest, and whether there are more; at least one unless there is none. */
  async page(query: ReferrerQuery): Promise<{ readonly found: readonly StoredReferrer[]; readonly more: boolean }> {
    const { repository, subject, artifactType = null, last, limit } = query
    const { rows } = await sql<Row>`
      WITH named AS (
        SELECT m.repository_id, m.digest, m.media_type, octet_length(m.bytes) AS size,
          coalesce(m.artifact_type, CASE WHEN m.kind IN ('image', 'plugin') THEN config.media_type END) AS artifact_type
        FROM manifest m
        JOIN repository r ON r.id = m.repository_id
        LEFT JOIN manifest_reference config
          ON config.repository_id = m.repository_id AND config.manifest = m.digest AND config.kind = 'config'
        WHERE r.name = ${repository} AND m.subject = ${subject} AND m.digest COLLATE "C" > ${last}
      ), page AS (
        SELECT * FROM named WHERE ${artifactType}::text IS NULL OR artifact_type = ${artifactType}
        ORDER BY digest COLLATE "C" LIMIT ${limit + 1}
      ), summed AS (
        SELECT page.*, sum(size) OVER (ORDER BY digest COLLATE "C") AS so_far, count(*) OVER () AS in_all FROM page
      )
      SELECT s.digest, s.media_type, s.artifact_type, s.size, s.in_all, m.bytes
      FROM summed s JOIN manifest m ON m.repository_id = s.repository_id AND m.digest = s.digest
      WHERE s.so_far <= ${pageBytes} OR s.so_far = s.size
      ORDER BY s.digest COLLATE "C" LIMIT ${limit}`.execute(tx)
    return { found: rows.map(toReferrer), more: Number(rows[0]?.in_all ?? 0) > rows.length }
  },
})

type Row = {
  digest: string
  media_type: string
  artifact_type: string | null
  size: number
  in_all: bigint
  bytes: Buffer
}

function toReferrer(row: Row): StoredReferrer {
  return {
    digest: row.digest as Digest,
    mediaType: row.media_type,
    size: row.size,
    bytes: row.bytes,
    ...(row.artifact_type !== null && { artifactType: row.artifact_type }),
  }
}
