import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Digest } from '../domain/digest.ts'
import type { RepositoryId } from './repositories.ts'

/** Where a page of manifests ended. */
export interface ManifestPlace {
  readonly repositoryId: RepositoryId
  readonly digest: Digest
}

export interface ExaminedManifest extends ManifestPlace {
  readonly repository: string
  readonly bytes: Buffer
}

/** A manifest that points at something that its repository does not have. */
export interface MissingReference extends ManifestPlace {
  readonly repository: string
  readonly kind: 'config' | 'layer' | 'manifest'
  readonly missing: Digest
  readonly mediaType: string
  /** Whether the store has the blob, if only for other repositories. */
  readonly inStore: boolean
}

/** Questions of the doctor about manifests, and what can be mended by rows alone. */
export const manifestExamination = (tx: Tx) => ({
  /** Manifests with their bytes, in order, beginning behind `after`. */
  async page(after: ManifestPlace | undefined, limit: number): Promise<readonly ExaminedManifest[]> {
    const { rows } = await sql<{ repository_id: string; digest: string; bytes: Buffer; repository: string }>`
      SELECT m.repository_id, m.digest, m.bytes, r.name AS repository
      FROM manifest m JOIN repository r ON r.id = m.repository_id
      WHERE ${after?.repositoryId ?? null}::uuid IS NULL
        OR (m.repository_id, m.digest) > (${after?.repositoryId ?? null}::uuid, ${after?.digest ?? ''})
      ORDER BY m.repository_id, m.digest LIMIT ${limit}`.execute(tx)
    return rows.map((row) => ({
      repositoryId: row.repository_id as RepositoryId,
      digest: row.digest as Digest,
      repository: row.repository,
      bytes: row.bytes,
    }))
  },

  /** The bytes under the same digest in other repositories, 20 at most. */
  async copies({ repositoryId, digest }: ManifestPlace): Promise<readonly Buffer[]> {
    const { rows } = await sql<{ bytes: Buffer }>`SELECT bytes FROM manifest
      WHERE digest = ${digest} AND repository_id <> ${repositoryId} ORDER BY repository_id LIMIT 20`.execute(tx)
    return rows.map((row) => row.bytes)
  },

  async replaceBytes({ repositoryId, digest }: ManifestPlace, bytes: Buffer): Promise<void> {
    await sql`UPDATE manifest SET bytes = ${bytes} WHERE repository_id = ${repositoryId} AND digest = ${digest}`.execute(
      tx,
    )
  },

  /** Pointers to what the repository does not have, in order, beginning behind `after`. */
  async missingReferences(
    after: (ManifestPlace & { readonly missing: Digest }) | undefined,
    limit: number,
  ): Promise<readonly MissingReference[]> {
    const { rows } = await sql<MissingRow>`
      SELECT DISTINCT f.repository_id, f.manifest, f.digest, f.kind, f.media_type, r.name AS repository,
        f.kind <> 'manifest' AND EXISTS (SELECT FROM blob b WHERE b.digest = f.digest) AS in_store
      FROM manifest_reference f JOIN repository r ON r.id = f.repository_id
      JOIN manifest above ON above.repository_id = f.repository_id AND above.digest = f.manifest
      WHERE above.kind <> 'other' AND f.kind IN ('config', 'layer', 'manifest')
        AND CASE f.kind
          WHEN 'manifest' THEN NOT EXISTS (
            SELECT FROM manifest m WHERE m.repository_id = f.repository_id AND m.digest = f.digest)
          ELSE NOT EXISTS (
            SELECT FROM repository_blob rb WHERE rb.repository_id = f.repository_id AND rb.digest = f.digest) END
        AND (${after?.repositoryId ?? null}::uuid IS NULL OR (f.repository_id, f.manifest, f.digest)
          > (${after?.repositoryId ?? null}::uuid, ${after?.digest ?? ''}, ${after?.missing ?? ''}))
      ORDER BY f.repository_id, f.manifest, f.digest LIMIT ${limit}`.execute(tx)
    return rows.map((row) => ({
      repositoryId: row.repository_id as RepositoryId,
      digest: row.manifest as Digest,
      repository: row.repository,
      kind: row.kind,
      missing: row.digest as Digest,
      mediaType: row.media_type,
      inStore: row.in_store,
    }))
  },

  /** Tags whose manifest is not there, which a constraint forbids, 100 at most. */
  async danglingTags(): Promise<
    readonly { readonly repository: string; readonly tag: string; readonly digest: string }[]
  > {
    const { rows } = await sql<{ repository: string; tag: string; digest: string }>`
      SELECT r.name AS repository, t.name AS tag, t.digest FROM tag t JOIN repository r ON r.id = t.repository_id
      WHERE NOT EXISTS (SELECT FROM manifest m WHERE m.repository_id = t.repository_id AND m.digest = t.digest)
      ORDER BY 1, 2 LIMIT 100`.execute(tx)
    return rows
  },

  /**
   * Manifests whose total size is not the sum of themselves and what is below them, 500 at most. Foreign layers may or may
   * not count, so manifests that have any are left out.
   */
  async wrongTotals(foreign: readonly string[]): Promise<readonly (ManifestPlace & { readonly repository: string })[]> {
    const { rows } = await sql<{ repository_id: string; digest: string; repository: string }>`
      SELECT m.repository_id, m.digest, r.name AS repository
      FROM manifest m JOIN repository r ON r.id = m.repository_id
      WHERE m.kind <> 'other' AND m.total_size <> ${total}
        AND NOT EXISTS (SELECT FROM manifest_reference f WHERE f.repository_id = m.repository_id
          AND f.manifest = m.digest AND f.media_type = ANY(${[...foreign]}::text[]))
      ORDER BY m.repository_id, m.digest LIMIT 500`.execute(tx)
    return rows.map((row) => ({
      repositoryId: row.repository_id as RepositoryId,
      digest: row.digest as Digest,
      repository: row.repository,
    }))
  },

  async mendTotal({ repositoryId, digest }: ManifestPlace): Promise<void> {
    await sql`UPDATE manifest m SET total_size = ${total}
      WHERE m.repository_id = ${repositoryId} AND m.digest = ${digest}`.execute(tx)
  },
})

/** What total_size of the manifest `m` should be: itself, its blobs and its children, each once. */
const total = sql`least(9007199254740991, octet_length(m.bytes)
  + (SELECT coalesce(sum(size), 0) FROM blob WHERE digest IN (
      SELECT f.digest FROM manifest_reference f JOIN repository_blob rb
        ON rb.repository_id = f.repository_id AND rb.digest = f.digest
      WHERE f.repository_id = m.repository_id AND f.manifest = m.digest AND f.kind IN ('config', 'layer')))
  + (SELECT coalesce(sum(c.total_size), 0) FROM manifest c WHERE c.repository_id = m.repository_id AND c.digest IN (
      SELECT f.digest FROM manifest_reference f
      WHERE f.repository_id = m.repository_id AND f.manifest = m.digest AND f.kind = 'manifest')))`

type MissingRow = {
  repository_id: string
  manifest: string
  digest: string
  kind: MissingReference['kind']
  media_type: string
  repository: string
  in_store: boolean
}
