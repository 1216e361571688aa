import { sql } from 'kysely'
import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Descriptor, Platform } from '../domain/descriptor.ts'
import type { Digest } from '../domain/digest.ts'
import { largestTree, type Manifest } from '../domain/manifest.ts'
import { candidates } from './candidates.ts'
import type { RepositoryId } from './repositories.ts'
import type { ManifestReferenceTable, RegistryTables } from './tables.ts'

const anyBytes = 'application/octet-stream'

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
  /** Blobs of the repository that a manifest of an unknown type mentions somewhere: they stay as long as it does. */
  readonly mentioned?: readonly { readonly digest: Digest; readonly size: number }[]
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

    /** Total sizes of those of the digests that the repository has; none is removed before this transaction ends. */
    async relyOnAll(repositoryId: RepositoryId, digests: readonly Digest[]): Promise<ReadonlyMap<string, number>> {
      if (digests.length === 0) return new Map()
      // bounded: by the digests asked for, and an index names few (mostEntries)
      const rows = await db
        .selectFrom('manifest')
        .select(['digest', 'total_size'])
        .where('repository_id', '=', repositoryId)
        .where('digest', 'in', [...digests])
        .orderBy('digest')
        .forKeyShare()
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
      const references = referencesOf(repositoryId, entry)
      const kept = references.map((reference) => reference.digest as Digest)
      await candidates(tx).queueReferences(repositoryId, entry.digest, kept, entry.pushedAt)
      await db
        .deleteFrom('manifest_reference')
        .where('repository_id', '=', repositoryId)
        .where('manifest', '=', entry.digest)
        .execute()
      for (let i = 0; i < references.length; i += 1000) {
        await db
          .insertInto('manifest_reference')
          .values(references.slice(i, i + 1000))
          .execute()
      }
    },

    /**
     * The manifest and, of an index, those below it that are there, level by level. The first entry is the manifest
     * itself; one that several indexes name comes once for each.
     */
    async tree(repository: string, digest: Digest): Promise<readonly TreeEntry[]> {
      const root = await this.find(repository, digest)
      if (!root) return []
      if (root.kind !== 'index') return [{ manifest: root }]
      const { rows } = await sql<Row & Said>`
        WITH RECURSIVE place AS (SELECT id FROM repository WHERE name = ${repository}),
        above (digest, level) AS (
          SELECT ${digest}::text, 1
          UNION
          SELECT r.digest, above.level + 1 FROM above
          JOIN manifest_reference r ON r.manifest = above.digest AND r.repository_id = (SELECT id FROM place)
          WHERE r.kind = 'manifest' AND above.level < ${largestTree.levels}
        ), parent AS (SELECT digest, min(level) AS level FROM above GROUP BY digest)
        SELECT m.*, r.manifest AS parent, r.os AS said_os, r.architecture AS said_architecture, r.variant AS said_variant
        FROM parent
        JOIN manifest_reference r ON r.manifest = parent.digest AND r.repository_id = (SELECT id FROM place)
        JOIN manifest m ON m.repository_id = r.repository_id AND m.digest = r.digest
        WHERE r.kind = 'manifest'
        ORDER BY parent.level, r.manifest, r.position LIMIT ${largestTree.manifests}`.execute(tx)
      return [
        { manifest: root },
        ...rows.map((row) => {
          const said = platformFrom(row.said_os, row.said_architecture, row.said_variant)
          const manifest = { ...toManifest(row), ...(said && { platform: said }) }
          return { parent: row.parent as Digest, manifest }
        }),
      ]
    },

    /** How many manifests are at and below the digests, their bytes, and how many levels of them there are. */
    async extentOf(
      repositoryId: RepositoryId,
      digests: readonly Digest[],
    ): Promise<{ readonly manifests: number; readonly bytes: number; readonly levels: number }> {
      const { rows } = await sql<{ manifests: bigint; bytes: bigint; levels: number }>`
        WITH RECURSIVE below (digest, level) AS (
          SELECT digest, 1 FROM unnest(${[...digests]}::text[]) AS digest
          UNION
          SELECT r.digest, below.level + 1 FROM below JOIN manifest_reference r ON r.manifest = below.digest
          WHERE r.repository_id = ${repositoryId} AND r.kind = 'manifest' AND below.level <= ${largestTree.levels}
        ), seen AS (SELECT digest, level FROM below LIMIT ${10 * largestTree.manifests}),
        reached AS (SELECT digest, max(level) AS level FROM seen GROUP BY digest)
        SELECT count(*) AS manifests, coalesce(sum(octet_length(m.bytes)), 0)::bigint AS bytes,
          coalesce(max(reached.level), 0) AS levels
        FROM reached JOIN manifest m ON m.digest = reached.digest WHERE m.repository_id = ${repositoryId}`.execute(tx)
      const [row] = rows
      return {
        manifests: Number(row?.manifests ?? 0),
        bytes: Number(row?.bytes ?? 0),
        levels: row?.levels ?? 0,
      }
    },

    /** A manifest of the repository that points at the blob, if there is one. */
    async naming(repositoryId: RepositoryId, blob: Digest): Promise<Digest | undefined> {
      const row = await db
        .selectFrom('manifest_reference')
        .select('manifest')
        .where('repository_id', '=', repositoryId)
        .where('digest', '=', blob)
        .where('kind', '!=', 'manifest')
        .limit(1)
        .executeTakeFirst()
      return row?.manifest as Digest | undefined
    },

    /** Removes the manifest with its tags, and queues what it named. */
    async remove(repositoryId: RepositoryId, digest: Digest, at: Date): Promise<boolean> {
      // Locked first, so that what it names is what is queued even when it is pushed again at this moment.
      await db
        .selectFrom('manifest')
        .select('digest')
        .where('repository_id', '=', repositoryId)
        .where('digest', '=', digest)
        .forUpdate()
        .executeTakeFirst()
      await candidates(tx).queueReferences(repositoryId, digest, [], at)
      const gone = await db
        .deleteFrom('manifest')
        .where('repository_id', '=', repositoryId)
        .where('digest', '=', digest)
        .executeTakeFirst()
      return gone.numDeletedRows > 0n
    },
  }
}

type Said = {
  parent: string
  said_os: string | null
  said_architecture: string | null
  said_variant: string | null
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

function referencesOf(repositoryId: RepositoryId, { digest, manifest, mentioned = [] }: NewManifest) {
  const plain = (blob: { digest: Digest; size: number }): Descriptor => ({
    ...blob,
    mediaType: anyBytes,
    foreign: false,
  })
  const kinds: [ManifestReferenceTable['kind'], readonly Descriptor[]][] = [
    ['config', manifest.config ? [manifest.config] : []],
    ['layer', manifest.layers],
    ['manifest', manifest.children],
    ['mentioned', mentioned.map(plain)],
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
