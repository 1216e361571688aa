import { sql } from 'kysely'
import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Digest } from '../domain/digest.ts'
import type { Descriptor, Manifest, Platform } from '../domain/manifest.ts'
import type { RepositoryId } from './repositories.ts'
import type { ManifestReferenceTable, RegistryTables } from './tables.ts'

/** A manifest as it was pushed to one repository. */
export interface StoredManifest {
  readonly digest: Digest
  readonly mediaType: string
  readonly kind: 'image' | 'index' | 'plugin' | 'other'
  readonly bytes: Buffer
  readonly totalSize: number
  readonly platform?: Platform
  readonly pushedAt: Date
}

export interface NewManifest {
  readonly digest: Digest
  readonly bytes: Buffer
  readonly manifest: Manifest
  readonly totalSize: number
  readonly platform?: Platform
  readonly pushedAt: Date
  readonly pushedBy?: AccountId
}

/** A line of an image's tree: the manifest itself, or one below it. */
export interface TreeEntry {
  readonly parent?: Digest
  readonly manifest: StoredManifest
}

export const manifests = (tx: Tx) => {
  const db = tx.withTables<RegistryTables>()
  return {
    async find(repository: string, digest: Digest): Promise<StoredManifest | undefined> {
      const row = await db
        .selectFrom('manifest')
        .innerJoin('repository', 'repository.id', 'manifest.repository_id')
        .selectAll('manifest')
        .where('repository.name', '=', repository)
        .where('manifest.digest', '=', digest)
        .executeTakeFirst()
      return row && toManifest(row)
    },

    /** The media type under which the repository has the manifest, if it has it. */
    async mediaTypeIn(repository: string, digest: Digest): Promise<string | undefined> {
      const row = await db
        .selectFrom('manifest')
        .innerJoin('repository', 'repository.id', 'manifest.repository_id')
        .select('manifest.media_type')
        .where('repository.name', '=', repository)
        .where('manifest.digest', '=', digest)
        .executeTakeFirst()
      return row?.media_type
    },

    /** Total sizes of those of the digests that the repository has. */
    async sizesIn(repositoryId: RepositoryId, digests: readonly Digest[]): Promise<ReadonlyMap<string, number>> {
      if (digests.length === 0) return new Map()
      // bounded: by the digests asked for, and an index names few (mostEntries)
      const rows = await db
        .selectFrom('manifest')
        .select(['digest', 'total_size'])
        .where('repository_id', '=', repositoryId)
        .where('digest', 'in', [...digests])
        .execute()
      return new Map(rows.map((row) => [row.digest, Number(row.total_size)]))
    },

    /** Stores the manifest and what it points at. Pushing it again under another media type replaces what was read of it. */
    async put(repositoryId: RepositoryId, entry: NewManifest): Promise<void> {
      const { manifest, platform } = entry
      const values = {
        media_type: manifest.mediaType,
        kind: manifest.isPlugin ? ('plugin' as const) : manifest.kind,
        artifact_type: manifest.artifactType ?? null,
        subject: manifest.subject?.digest ?? null,
        total_size: entry.totalSize,
        ...platformColumns(platform),
        pushed_at: entry.pushedAt,
        pushed_by: entry.pushedBy ?? null,
      }
      await db
        .insertInto('manifest')
        .values({ repository_id: repositoryId, digest: entry.digest, bytes: entry.bytes, ...values })
        .onConflict((conflict) => conflict.columns(['repository_id', 'digest']).doUpdateSet(values))
        .execute()
      await db
        .deleteFrom('manifest_reference')
        .where('repository_id', '=', repositoryId)
        .where('manifest', '=', entry.digest)
        .execute()
      const references = referencesOf(repositoryId, entry.digest, manifest)
      for (let i = 0; i < references.length; i += 1000) {
        await db
          .insertInto('manifest_reference')
          .values(references.slice(i, i + 1000))
          .execute()
      }
    },

    /** The manifest and, of an index, those below it that are there. The first entry is the manifest itself. */
    async tree(repository: string, digest: Digest): Promise<readonly TreeEntry[]> {
      const root = await this.find(repository, digest)
      if (!root) return []
      if (root.kind !== 'index') return [{ manifest: root }]
      const rows = await db
        .selectFrom('manifest_reference as reference')
        .innerJoin('repository', 'repository.id', 'reference.repository_id')
        .innerJoin('manifest', (join) =>
          join
            .onRef('manifest.repository_id', '=', 'reference.repository_id')
            .onRef('manifest.digest', '=', 'reference.digest'),
        )
        .selectAll('manifest')
        .select([
          'reference.os as said_os',
          'reference.architecture as said_architecture',
          'reference.variant as said_variant',
        ])
        .where('repository.name', '=', repository)
        .where('reference.manifest', '=', digest)
        .where('reference.kind', '=', 'manifest')
        .orderBy('reference.position')
        .limit(4000)
        .execute()
      return [
        { manifest: root },
        ...rows.map((row) => {
          const said = platformFrom(row.said_os, row.said_architecture, row.said_variant)
          return { parent: digest, manifest: { ...toManifest(row), ...(said && { platform: said }) } }
        }),
      ]
    },

    /** Manifests about this one (signatures, SBOMs). */
    async about(repository: string, subject: Digest): Promise<readonly (StoredManifest & { artifactType?: string })[]> {
      const rows = await db
        .selectFrom('manifest')
        .innerJoin('repository', 'repository.id', 'manifest.repository_id')
        .selectAll('manifest')
        .where('repository.name', '=', repository)
        .where('manifest.subject', '=', subject)
        .orderBy('manifest.pushed_at')
        .limit(1000)
        .execute()
      return rows.map((row) => ({ ...toManifest(row), ...(row.artifact_type && { artifactType: row.artifact_type }) }))
    },

    async remove(repositoryId: RepositoryId, digest: Digest): Promise<boolean> {
      const gone = await db
        .deleteFrom('manifest')
        .where('repository_id', '=', repositoryId)
        .where('digest', '=', digest)
        .executeTakeFirst()
      return gone.numDeletedRows > 0n
    },

    /** Copies a manifest, what is below it and the right to its blobs into another repository: rows only. */
    async copyTree(from: RepositoryId, to: RepositoryId, digest: Digest, at: Date): Promise<void> {
      const tree = sql`WITH RECURSIVE tree (digest) AS (
        SELECT ${digest}::text
        UNION
        SELECT reference.digest FROM manifest_reference reference JOIN tree ON reference.manifest = tree.digest
        WHERE reference.repository_id = ${from} AND reference.kind = 'manifest'
      )`
      await sql`${tree} INSERT INTO repository_blob (repository_id, digest, linked_at)
        SELECT DISTINCT ${to}::uuid, reference.digest, ${at}::timestamptz
        FROM manifest_reference reference JOIN tree ON tree.digest = reference.manifest
        JOIN blob ON blob.digest = reference.digest
        WHERE reference.repository_id = ${from} AND reference.kind <> 'manifest'
        ON CONFLICT (repository_id, digest) DO NOTHING`.execute(tx)
      await sql`${tree} INSERT INTO manifest (repository_id, digest, media_type, kind, artifact_type, subject, bytes,
          total_size, os, architecture, variant, pushed_at, pushed_by)
        SELECT ${to}::uuid, m.digest, media_type, kind, artifact_type, subject, bytes, total_size, os, architecture,
          variant, ${at}::timestamptz, pushed_by
        FROM manifest m JOIN tree ON tree.digest = m.digest WHERE m.repository_id = ${from}
        ON CONFLICT (repository_id, digest) DO NOTHING`.execute(tx)
      await sql`${tree} INSERT INTO manifest_reference (repository_id, manifest, position, kind, digest, size, media_type,
          os, architecture, variant)
        SELECT ${to}::uuid, r.manifest, position, kind, r.digest, size, media_type, os, architecture, variant
        FROM manifest_reference r JOIN tree ON tree.digest = r.manifest WHERE r.repository_id = ${from}
        ON CONFLICT (repository_id, manifest, position) DO NOTHING`.execute(tx)
    },
  }
}

type Row = {
  digest: string
  media_type: string
  kind: StoredManifest['kind']
  bytes: Buffer
  total_size: bigint
  os: string | null
  architecture: string | null
  variant: string | null
  pushed_at: Date
}

function toManifest(row: Row): StoredManifest {
  const platform = platformFrom(row.os, row.architecture, row.variant)
  return {
    digest: row.digest as Digest,
    mediaType: row.media_type,
    kind: row.kind,
    bytes: row.bytes,
    totalSize: Number(row.total_size),
    pushedAt: row.pushed_at,
    ...(platform && { platform }),
  }
}

function platformFrom(os: string | null, architecture: string | null, variant: string | null): Platform | undefined {
  if (os === null || architecture === null) return undefined
  return { os, architecture, ...(variant !== null && { variant }) }
}

function platformColumns(platform: Platform | undefined) {
  return {
    os: platform?.os ?? null,
    architecture: platform?.architecture ?? null,
    variant: platform?.variant ?? null,
  }
}

function referencesOf(repositoryId: RepositoryId, digest: Digest, manifest: Manifest) {
  const kinds: [ManifestReferenceTable['kind'], readonly Descriptor[]][] = [
    ['config', manifest.config ? [manifest.config] : []],
    ['layer', manifest.layers],
    ['manifest', manifest.children],
  ]
  return kinds
    .flatMap(([kind, entries]) => entries.map((entry) => ({ kind, entry })))
    .map(({ kind, entry }, position) => ({
      repository_id: repositoryId,
      manifest: digest,
      position,
      kind,
      digest: entry.digest,
      size: entry.size,
      media_type: entry.mediaType,
      ...platformColumns(entry.platform),
    }))
}
