import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Id } from '../../platform/ids.ts'
import type { RepositoryDescription } from '../domain/image.ts'
import { placeOf } from '../domain/namespace.ts'
import type { RegistryTables } from './tables.ts'

export type RepositoryId = Id<'repository'>

const mostListed = 500

export const repositories = (tx: Tx) => {
  const db = tx.withTables<RegistryTables>()
  return {
    async find(name: string): Promise<RepositoryId | undefined> {
      const row = await db.selectFrom('repository').select('id').where('name', '=', name).executeTakeFirst()
      return row?.id as RepositoryId | undefined
    },

    /** The repository's id; the first push makes the row. Twins that push at once get the same one. */
    async ensure(name: string, id: RepositoryId, at: Date): Promise<RepositoryId> {
      await db
        .insertInto('repository')
        .values({ id, name, namespace: namespaceOf(name), created_at: at })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute()
      const row = await db.selectFrom('repository').select('id').where('name', '=', name).executeTakeFirstOrThrow()
      return row.id as RepositoryId
    },

    async remove(name: string): Promise<boolean> {
      const gone = await db.deleteFrom('repository').where('name', '=', name).executeTakeFirst()
      return gone.numDeletedRows > 0n
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
