import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Digest } from '../domain/digest.ts'
import type { RepositoryId } from './repositories.ts'

/** A manifest without its bytes. */
export interface ManifestLine {
  readonly digest: Digest
  readonly mediaType: string
  /** Bytes of the manifest itself. */
  readonly size: number
  readonly subject?: Digest
}

/** Something that a manifest points at. */
export interface Pointer {
  readonly manifest: Digest
  readonly kind: 'config' | 'layer' | 'manifest'
  readonly digest: Digest
  readonly mediaType: string
  /** Bytes as stored; undefined when the repository does not have it. */
  readonly size?: number
}

/** What belongs together within one repository: what manifests point at, and what is about them. */
export const imageClosure = (tx: Tx, repositoryId: RepositoryId) => ({
  /** The manifests, all below them, and everything about any of these (signatures of signatures too), `limit` at most. */
  async of(roots: readonly Digest[], limit: number): Promise<readonly ManifestLine[]> {
    const { rows } = await sql<LineRow>`
      WITH RECURSIVE reached (digest) AS (
        SELECT unnest(${[...roots]}::text[])
        UNION
        SELECT edge.reached FROM reached JOIN (
          SELECT manifest AS source, digest AS reached FROM manifest_reference
          WHERE repository_id = ${repositoryId} AND kind = 'manifest'
          UNION ALL
          SELECT subject, digest FROM manifest WHERE repository_id = ${repositoryId} AND subject IS NOT NULL
        ) edge ON edge.source = reached.digest
      )
      SELECT manifest.digest, media_type, subject, octet_length(bytes) AS size
      FROM reached JOIN manifest ON manifest.digest = reached.digest
      WHERE manifest.repository_id = ${repositoryId} ORDER BY manifest.digest COLLATE "C" LIMIT ${limit}`.execute(tx)
    return rows.map((row) => ({
      digest: row.digest as Digest,
      mediaType: row.media_type,
      size: Number(row.size),
      ...(row.subject !== null && { subject: row.subject as Digest }),
    }))
  },

  /** What these manifests point at, and whether it is there. */
  async pointers(manifests: readonly Digest[]): Promise<readonly Pointer[]> {
    if (manifests.length === 0) return []
    const { rows } = await sql<PointerRow>`
      SELECT r.manifest, r.kind, r.digest, r.media_type,
        CASE r.kind WHEN 'manifest' THEN octet_length(m.bytes) ELSE b.size END AS size
      FROM manifest_reference r
      LEFT JOIN manifest m ON r.kind = 'manifest' AND m.repository_id = r.repository_id AND m.digest = r.digest
      LEFT JOIN repository_blob rb
        ON r.kind <> 'manifest' AND rb.repository_id = r.repository_id AND rb.digest = r.digest
      LEFT JOIN blob b ON b.digest = rb.digest
      WHERE r.repository_id = ${repositoryId} AND r.manifest = ANY(${[...manifests]}::text[])
      ORDER BY r.manifest, r.position LIMIT 1000000`.execute(tx)
    return rows.map((row) => ({
      manifest: row.manifest as Digest,
      kind: row.kind,
      digest: row.digest as Digest,
      mediaType: row.media_type,
      ...(row.size !== null && { size: Number(row.size) }),
    }))
  },

  /**
   * Tags that older clients keep signatures and lists of referrers under: `sha256-<hex>`, `sha256-<hex>.sig` and the like
   * (of a sha512 digest the first 64 digits), for any of the digests.
   */
  async fallbackTags(
    digests: readonly Digest[],
  ): Promise<readonly { readonly name: string; readonly digest: Digest }[]> {
    if (digests.length === 0) return []
    const heads = digests.map((digest) => digest.slice(0, fallbackLength))
    const { rows } = await sql<{ name: string; digest: string }>`
      SELECT name, digest FROM tag
      WHERE repository_id = ${repositoryId} AND name LIKE 'sha%'
        AND replace(left(name, ${fallbackLength}::integer), '-', ':') = ANY(${heads}::text[])
      ORDER BY name COLLATE "C" LIMIT 50000`.execute(tx)
    return rows.map((row) => ({ name: row.name, digest: row.digest as Digest }))
  },
})

/** "sha256-" and 64 digits. */
const fallbackLength = 71

type LineRow = { digest: string; media_type: string; subject: string | null; size: number | bigint }
type PointerRow = {
  manifest: string
  kind: Pointer['kind']
  digest: string
  media_type: string
  size: number | bigint | null
}
