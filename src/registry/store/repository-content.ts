import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Digest } from '../domain/digest.ts'
import type { RepositoryId } from './repositories.ts'
import type { RegistryTables } from './tables.ts'

const pageSize = 5000

/** A tag of a repository with the moment of its push. */
export interface ListedTag {
  readonly name: string
  readonly digest: Digest
  readonly pushedAt: Date
}

/** A manifest of a repository, without its bytes. */
export interface ListedManifest {
  readonly digest: Digest
  readonly subject?: Digest
  readonly pushedAt: Date
}

/** One manifest that names another. */
export interface ListedChild {
  readonly manifest: Digest
  readonly position: number
  readonly child: Digest
}

/** The last pull of a digest, under a tag or by itself. */
export interface LastPull {
  readonly tag?: string
  readonly digest: Digest
  readonly at: Date
}

export type RepositoryContentStore = ReturnType<typeof repositoryContent>

/** Everything in a repository, in pages: the caller goes on behind the last entry until a page is empty. */
export const repositoryContent = (tx: Tx) => {
  const db = tx.withTables<RegistryTables>()
  return {
    async tags(repositoryId: RepositoryId, last: string): Promise<ListedTag[]> {
      const rows = await db
        .selectFrom('tag')
        .select(['name', 'digest', 'pushed_at'])
        .where('repository_id', '=', repositoryId)
        .where('name', '>', last)
        .orderBy('name')
        .limit(pageSize)
        .execute()
      return rows.map((row) => ({ name: row.name, digest: row.digest as Digest, pushedAt: row.pushed_at }))
    },

    async manifests(repositoryId: RepositoryId, last: string): Promise<ListedManifest[]> {
      const rows = await db
        .selectFrom('manifest')
        .select(['digest', 'subject', 'pushed_at'])
        .where('repository_id', '=', repositoryId)
        .where('digest', '>', last)
        .orderBy('digest')
        .limit(pageSize)
        .execute()
      return rows.map((row) => ({
        digest: row.digest as Digest,
        pushedAt: row.pushed_at,
        ...(row.subject !== null && { subject: row.subject as Digest }),
      }))
    },

    async children(repositoryId: RepositoryId, last: ListedChild | undefined): Promise<ListedChild[]> {
      const rows = await db
        .selectFrom('manifest_reference')
        .select(['manifest', 'position', 'digest'])
        .where('repository_id', '=', repositoryId)
        .where('kind', '=', 'manifest')
        .where(sql<boolean>`(manifest, position) > (${last?.manifest ?? ''}, ${last?.position ?? 0}::integer)`)
        .orderBy('manifest')
        .orderBy('position')
        .limit(pageSize)
        .execute()
      return rows.map(({ manifest, position, digest }) => ({
        manifest: manifest as Digest,
        position,
        child: digest as Digest,
      }))
    },

    /** Pulls since then, the last of each tag and digest; lookups that no pull followed are none. */
    async lastPulls(repository: string, since: Date, last: LastPull | undefined): Promise<LastPull[]> {
      const { rows } = await sql<{ tag: string; digest: string; at: Date }>`
        SELECT coalesce(tag, '') AS tag, digest, max(at) AS at FROM pull_event
        WHERE repository = ${repository} AND at > ${since} AND action IN ('pull_by_tag', 'pull_by_digest')
          AND (digest, coalesce(tag, '')) > (${last?.digest ?? ''}, ${last?.tag ?? ''})
        GROUP BY digest, coalesce(tag, '') ORDER BY digest, coalesce(tag, '') LIMIT ${pageSize}`.execute(tx)
      return rows.map(({ tag, digest, at }) => ({ digest: digest as Digest, at, ...(tag !== '' && { tag }) }))
    },

    /** Bytes that only these manifests need in the repository, their own included. */
    async bytesOf(repositoryId: RepositoryId, going: readonly Digest[]): Promise<number> {
      const { rows } = await sql<{ bytes: bigint }>`
        WITH going AS (SELECT unnest(${[...going]}::text[]) AS digest),
          freed AS (
            SELECT DISTINCT r.digest, r.size FROM manifest_reference r JOIN going ON going.digest = r.manifest
            WHERE r.repository_id = ${repositoryId} AND r.kind <> 'manifest' AND NOT EXISTS (
              SELECT FROM manifest_reference other
              WHERE other.repository_id = ${repositoryId} AND other.digest = r.digest
                AND other.manifest NOT IN (SELECT digest FROM going)
            )
          )
        SELECT (coalesce((SELECT sum(size) FROM freed), 0) + coalesce((
          SELECT sum(length(m.bytes)) FROM manifest m JOIN going ON going.digest = m.digest
          WHERE m.repository_id = ${repositoryId}), 0))::bigint AS bytes`.execute(tx)
      return Number(rows[0]?.bytes ?? 0n)
    },

    /** Of these tags those that still point where they pointed, unmoved; nobody moves them until the transaction ends. */
    async unmovedTags(repositoryId: RepositoryId, known: readonly ListedTag[]): Promise<ListedTag[]> {
      const rows = await db
        .selectFrom('tag')
        .select(['name', 'digest', 'pushed_at'])
        .where('repository_id', '=', repositoryId)
        .where(
          'name',
          'in',
          known.map(({ name }) => name),
        )
        .orderBy('name')
        .limit(known.length)
        .forUpdate()
        .execute()
      const found = new Map(rows.map((row) => [row.name, row]))
      return known.filter(({ name, digest, pushedAt }) => {
        const row = found.get(name)
        return row?.digest === digest && row.pushed_at.getTime() === pushedAt.getTime()
      })
    },

    /**
     * Of these manifests those that were not pushed again, and that no tag, no index and no signature needs; nobody
     * pushes them until the transaction ends. The second statement sees what the first one waited for.
     */
    async unneeded(repositoryId: RepositoryId, known: readonly ListedManifest[]): Promise<Digest[]> {
      const digests = known.map(({ digest }) => digest)
      const locked = await db
        .selectFrom('manifest')
        .select(['digest', 'pushed_at'])
        .where('repository_id', '=', repositoryId)
        .where('digest', 'in', digests)
        .orderBy('digest')
        .limit(digests.length)
        .forUpdate()
        .execute()
      const at = new Map(locked.map((row) => [row.digest, row.pushed_at.getTime()]))
      const { rows } = await sql<{ digest: string }>`
        SELECT m.digest FROM manifest m
        WHERE m.repository_id = ${repositoryId} AND m.digest = ANY(${digests}::text[])
          AND NOT EXISTS (SELECT FROM tag t WHERE t.repository_id = m.repository_id AND t.digest = m.digest)
          AND NOT EXISTS (
            SELECT FROM manifest_reference r
            WHERE r.repository_id = m.repository_id AND r.digest = m.digest AND r.kind = 'manifest')
          AND NOT EXISTS (
            SELECT FROM manifest a WHERE a.repository_id = m.repository_id AND a.subject = m.digest)
        LIMIT ${digests.length}`.execute(tx)
      const free = new Set(rows.map(({ digest }) => digest))
      return known
        .filter(({ digest, pushedAt }) => free.has(digest) && at.get(digest) === pushedAt.getTime())
        .map(({ digest }) => digest)
    },
  }
}
