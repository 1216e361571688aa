import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Id } from '../../platform/ids.ts'
import type { RepositoryDescription } from '../domain/image.ts'
import { placeOf } from '../domain/namespace.ts'
import { candidates } from './candidates.ts'
import type { RegistryTables } from './tables.ts'

export type RepositoryId = Id<'repository'>

const mostListed = 500

/** What the registry holds. Bytes of a blob count once, however many repositories have it. */
export interface RegistryUsage {
  readonly repositories: number
  readonly blobs: number
  readonly bytes: number
}

export const repositories = (tx: Tx) => {
  const db = tx.withTables<RegistryTables>()
  return {
    async find(name: string): Promise<RepositoryId | undefined> {
      const row = await db.selectFrom('repository').select('id').where('name', '=', name).executeTakeFirst()
      return row?.id as RepositoryId | undefined
    },

    /**
     * The repository's id; the first push makes the row. Twins that push at once get the same one. The row is held until the
     * transaction ends: when somebody was just removing it, it is made anew.
     */
    async ensure(name: string, id: RepositoryId, at: Date): Promise<RepositoryId> {
      for (;;) {
        await db
          .insertInto('repository')
          .values({ id, name, namespace: namespaceOf(name), created_at: at })
          .onConflict((conflict) => conflict.column('name').doNothing())
          .execute()
        const row = await db
          .selectFrom('repository')
          .select('id')
          .where('name', '=', name)
          .forKeyShare()
          .executeTakeFirst()
        if (row) return row.id as RepositoryId
      }
    },

    /** Removes the repository with everything that hangs on it, and queues its blobs. */
    async remove(name: string, at: Date): Promise<boolean> {
      // Locked before the links are read: none can be added in between, for each holds this row.
      const row = await db.selectFrom('repository').select('id').where('name', '=', name).forUpdate().executeTakeFirst()
      if (!row) return false
      await candidates(tx).queueBlobsOf(row.id as RepositoryId, at)
      await db.deleteFrom('repository').where('id', '=', row.id).execute()
      return true
    },

    /** Repositories of a namespace in order of name, 500 at most. */
    async inNamespace(namespace: string): Promise<readonly RepositoryDescription[]> {
      const { rows } = await sql<Listed>`
        SELECT r.name,
          (SELECT count(*) FROM tag t WHERE t.repository_id = r.id) AS tags,
          (SELECT coalesce(sum(b.size), 0)::bigint FROM repository_blob rb JOIN blob b ON b.digest = rb.digest
            WHERE rb.repository_id = r.id) AS size,
          (SELECT max(t.pushed_at) FROM tag t WHERE t.repository_id = r.id) AS pushed_at
        FROM repository r WHERE r.namespace = ${namespace} ORDER BY r.name LIMIT ${mostListed}`.execute(tx)
      return rows.map((row) => ({
        name: row.name,
        tagCount: Number(row.tags),
        size: Number(row.size),
        ...(row.pushed_at && { pushedAt: row.pushed_at }),
      }))
    },

    /** How much the registry holds. */
    async usage(): Promise<RegistryUsage> {
      const { rows } = await sql<{ repositories: bigint; blobs: bigint; bytes: bigint }>`SELECT
          (SELECT count(*) FROM repository) AS repositories, count(*) AS blobs, coalesce(sum(size), 0)::bigint AS bytes
        FROM blob`.execute(tx)
      const row = rows[0]
      return {
        repositories: Number(row?.repositories ?? 0),
        blobs: Number(row?.blobs ?? 0),
        bytes: Number(row?.bytes ?? 0),
      }
    },

    /** Publishers' namespaces that have repositories, after `last`, in order. */
    async stagingNamespaces(last: string, limit: number): Promise<readonly string[]> {
      const rows = await db
        .selectFrom('repository')
        .select('namespace')
        .distinct()
        .where('namespace', '>', last)
        .where('namespace', 'not in', ['library', 'holding'])
        .where('namespace', 'not like', 'store/%')
        .orderBy('namespace')
        .limit(limit)
        .execute()
      return rows.map((row) => row.namespace)
    },

    /** Names after `last` of what may be seen at all from outside, and of all repositories in the given namespaces. */
    async namesWithin(namespaces: readonly string[], last: string, limit: number): Promise<readonly string[]> {
      const rows = await db
        .selectFrom('repository')
        .select('name')
        .where('name', '>', last)
        .where((where) =>
          where.or([where('namespace', 'in', ['library', ...namespaces]), where('namespace', 'like', 'store/%')]),
        )
        .orderBy('name')
        .limit(limit)
        .execute()
      return rows.map((row) => row.name)
    },

    /** Names of all repositories after `last`, in order. */
    async names(last: string, limit: number): Promise<readonly string[]> {
      const rows = await db
        .selectFrom('repository')
        .select('name')
        .where('name', '>', last)
        .orderBy('name')
        .limit(limit)
        .execute()
      return rows.map((row) => row.name)
    },
  }
}

interface Listed {
  readonly name: string
  readonly tags: bigint
  readonly size: bigint
  readonly pushed_at: Date | null
}

function namespaceOf(name: string): string {
  const place = placeOf(name)
  if (place.kind === 'store') return `store/${place.publisher}`
  return name.split('/')[0] ?? name
}
