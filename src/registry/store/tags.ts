import { sql } from 'kysely'
import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Id } from '../../platform/ids.ts'
import type { Digest } from '../domain/digest.ts'
import type { RepositoryId } from './repositories.ts'
import type { RegistryTables } from './tables.ts'

/** A tag and when it last moved. */
export interface Tag {
  readonly name: string
  readonly digest: Digest
  readonly pushedAt: Date
}

export const tags = (tx: Tx) => {
  const db = tx.withTables<RegistryTables>()
  return {
    async find(repository: string, name: string): Promise<Tag | undefined> {
      const row = await db
        .selectFrom('tag')
        .innerJoin('repository', 'repository.id', 'tag.repository_id')
        .select(['tag.name', 'tag.digest', 'tag.pushed_at'])
        .where('repository.name', '=', repository)
        .where('tag.name', '=', name)
        .executeTakeFirst()
      return row && toTag(row)
    },

    /** Points the tag at the digest, wherever it pointed before. */
    async move(repositoryId: RepositoryId, tag: Tag, pushedBy: AccountId | undefined): Promise<void> {
      const values = { digest: tag.digest, pushed_at: tag.pushedAt, pushed_by: pushedBy ?? null }
      await db
        .insertInto('tag')
        .values({ repository_id: repositoryId, name: tag.name, ...values })
        .onConflict((conflict) => conflict.columns(['repository_id', 'name']).doUpdateSet(values))
        .execute()
    },

    /**
     * Sets a tag that never changes. Answers the digest that it has then: another one when somebody was first,
     * which the primary key decides even between twins.
     */
    async setOnce(repositoryId: RepositoryId, tag: Tag, pushedBy: AccountId | undefined): Promise<Digest> {
      await db
        .insertInto('tag')
        .values({
          repository_id: repositoryId,
          name: tag.name,
          digest: tag.digest,
          pushed_at: tag.pushedAt,
          pushed_by: pushedBy ?? null,
        })
        .onConflict((conflict) => conflict.columns(['repository_id', 'name']).doNothing())
        .execute()
      const row = await db
        .selectFrom('tag')
        .select('digest')
        .where('repository_id', '=', repositoryId)
        .where('name', '=', tag.name)
        .executeTakeFirstOrThrow()
      return row.digest as Digest
    },

    /** Answers the digest that the tag pointed at; undefined when there is no such tag. */
    async remove(repositoryId: RepositoryId, name: string): Promise<Digest | undefined> {
      const gone = await db
        .deleteFrom('tag')
        .where('repository_id', '=', repositoryId)
        .where('name', '=', name)
        .returning('digest')
        .executeTakeFirst()
      return gone?.digest as Digest | undefined
    },

    /** Tags after `last` in order of bytes, as the distribution specification wants them. */
    async list(repository: string, last: string, limit: number): Promise<readonly Tag[]> {
      const rows = await db
        .selectFrom('tag')
        .innerJoin('repository', 'repository.id', 'tag.repository_id')
        .select(['tag.name', 'tag.digest', 'tag.pushed_at'])
        .where('repository.name', '=', repository)
        .where(sql<boolean>`tag.name COLLATE "C" > ${last}`)
        .orderBy(sql`tag.name COLLATE "C"`)
        .limit(limit)
        .execute()
      return rows.map(toTag)
    },

    /** Tags that reach the digest: directly, by an index that names it, or by the image that it is about (AUT-105). */
    async reaching(repository: string, digest: Digest): Promise<readonly string[]> {
      const { rows } = await sql<{ name: string }>`
        WITH RECURSIVE up (digest) AS (
          SELECT ${digest}::text
          UNION
          SELECT edge.above FROM up JOIN (
            SELECT repository_id, digest AS below, manifest AS above FROM manifest_reference WHERE kind = 'manifest'
            UNION ALL
            SELECT repository_id, digest, subject FROM manifest WHERE subject IS NOT NULL
          ) edge ON edge.below = up.digest
          JOIN repository r ON r.id = edge.repository_id
          WHERE r.name = ${repository}
        )
        SELECT tag.name FROM tag JOIN repository ON repository.id = tag.repository_id JOIN up ON up.digest = tag.digest
        WHERE repository.name = ${repository} ORDER BY tag.pushed_at DESC LIMIT 100`.execute(tx)
      return rows.map((row) => row.name)
    },

    async remember(
      id: Id<'tag_history'>,
      change: { repository: string; tag: string; digest?: Digest; at: Date; account?: AccountId },
    ): Promise<void> {
      await db
        .insertInto('tag_history')
        .values({
          id,
          repository: change.repository,
          tag: change.tag,
          digest: change.digest ?? null,
          at: change.at,
          account_id: change.account ?? null,
        })
        .execute()
    },
  }
}

function toTag(row: { name: string; digest: string; pushed_at: Date }): Tag {
  return { name: row.name, digest: row.digest as Digest, pushedAt: row.pushed_at }
}
