import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Digest } from '../domain/digest.ts'
import type { RepositoryId } from './repositories.ts'

/** Images of one repository that appear in another: rows only, the bytes are shared (decision 0010). */
export const imageCopies = (tx: Tx) => ({
  /**
   * Copies a manifest, what is below it and the right to its blobs. The source's manifests are held meanwhile: as long as they
   * name their blobs, nobody takes those away. False when the source does not have the manifest.
   */
  async copyTree(from: RepositoryId, to: RepositoryId, digest: Digest, at: Date): Promise<boolean> {
    const tree = await holdTree(tx, from, digest)
    if (!tree.includes(digest)) return false
    // Only what the source may hand out: a manifest may name blobs that are fetched from elsewhere, and somebody else's.
    // A link that the target has already is written again, like a push does: a collector may just be removing it.
    await sql`INSERT INTO repository_blob (repository_id, digest, linked_at)
      SELECT DISTINCT ${to}::uuid, r.digest, ${at}::timestamptz
      FROM manifest_reference r
      JOIN repository_blob rb ON rb.repository_id = r.repository_id AND rb.digest = r.digest
      WHERE r.repository_id = ${from} AND r.manifest = ANY(${tree}::text[]) AND r.kind <> 'manifest'
      ORDER BY r.digest
      ON CONFLICT (repository_id, digest) DO UPDATE SET linked_at = excluded.linked_at`.execute(tx)
    await sql`INSERT INTO manifest (repository_id, digest, media_type, kind, artifact_type, subject, bytes,
        total_size, os, architecture, variant, pushed_at, pushed_by)
      SELECT ${to}::uuid, m.digest, media_type, kind, artifact_type, subject, bytes, total_size, os, architecture,
        variant, ${at}::timestamptz, pushed_by
      FROM manifest m WHERE m.repository_id = ${from} AND m.digest = ANY(${tree}::text[]) ORDER BY m.digest
      ON CONFLICT (repository_id, digest) DO UPDATE SET digest = excluded.digest`.execute(tx)
    await sql`INSERT INTO manifest_reference (repository_id, manifest, position, kind, digest, size, media_type,
        os, architecture, variant)
      SELECT ${to}::uuid, r.manifest, position, kind, r.digest, size, media_type, os, architecture, variant
      FROM manifest_reference r WHERE r.repository_id = ${from} AND r.manifest = ANY(${tree}::text[])
      ON CONFLICT (repository_id, manifest, position) DO NOTHING`.execute(tx)
    return true
  },
})

/** The digests of the manifest and of those below it that are there; none is changed or removed before the transaction ends. */
async function holdTree(tx: Tx, repositoryId: RepositoryId, digest: Digest): Promise<Digest[]> {
  const { rows: tree } = await sql<{ digest: Digest }>`WITH RECURSIVE tree (digest) AS (
      SELECT ${digest}::text
      UNION
      SELECT reference.digest FROM manifest_reference reference JOIN tree ON reference.manifest = tree.digest
      WHERE reference.repository_id = ${repositoryId} AND reference.kind = 'manifest'
    ) SELECT digest FROM tree`.execute(tx)
  const { rows: held } = await sql<{ digest: Digest }>`SELECT digest FROM manifest
    WHERE repository_id = ${repositoryId} AND digest = ANY(${tree.map((row) => row.digest)}::text[])
    ORDER BY digest FOR SHARE`.execute(tx)
  return held.map((row) => row.digest)
}
