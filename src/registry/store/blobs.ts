import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Digest } from '../domain/digest.ts'
import { candidates } from './candidates.ts'
import type { RepositoryId } from './repositories.ts'
import type { RegistryTables } from './tables.ts'

/**
 * Which blobs exist and which repositories may hand them out. The bytes are in the blob store before the row is. A blob whose
 * bytes are damaged is none that a repository has, until somebody brings it again.
 */
export const blobs = (tx: Tx) => {
  const db = tx.withTables<RegistryTables>()
  return {
    async record(digest: Digest, size: number, at: Date): Promise<void> {
      await db
        .insertInto('blob')
        .values({ digest, size, created_at: at, verified_at: at, damaged_at: null })
        .onConflict((conflict) => conflict.column('digest').doNothing())
        .execute()
    },

    /**
     * Lets the repository hand out the blob, and queues the link until a manifest names it. A link that is there already is
     * written again: that waits for a collector that is just removing it, and makes it anew.
     */
    async link(repositoryId: RepositoryId, digest: Digest, at: Date): Promise<void> {
      await db
        .insertInto('repository_blob')
        .values({ repository_id: repositoryId, digest, linked_at: at })
        .onConflict((conflict) => conflict.columns(['repository_id', 'digest']).doUpdateSet({ linked_at: at }))
        .execute()
      await candidates(tx).queueLink(repositoryId, digest, at)
    },

    /** Keeps the blob from being collected until the transaction ends; false when there is none. */
    async holdBlob(digest: Digest): Promise<boolean> {
      const row = await db
        .selectFrom('blob')
        .select('digest')
        .where('digest', '=', digest)
        .forKeyShare()
        .executeTakeFirst()
      return row !== undefined
    },

    /** Locks the link until the transaction ends; false when the repository does not have the blob. */
    async holdLink(repositoryId: RepositoryId, digest: Digest): Promise<boolean> {
      const row = await db
        .selectFrom('repository_blob')
        .select('digest')
        .where('repository_id', '=', repositoryId)
        .where('digest', '=', digest)
        .forUpdate()
        .executeTakeFirst()
      return row !== undefined
    },

    /** Takes the blob out of the repository, and queues it. */
    async unlink(repositoryId: RepositoryId, digest: Digest, at: Date): Promise<void> {
      await candidates(tx).queueBlob(digest, at)
      await db
        .deleteFrom('repository_blob')
        .where('repository_id', '=', repositoryId)
        .where('digest', '=', digest)
        .execute()
    },

    /** True when a repository of the namespace may hand out the blob; that cannot change before this transaction ends. */
    async isInNamespace(namespace: string, digest: Digest): Promise<boolean> {
      const row = await db
        .selectFrom('repository_blob')
        .innerJoin('repository', 'repository.id', 'repository_blob.repository_id')
        .select('repository_blob.digest')
        .innerJoin('blob', 'blob.digest', 'repository_blob.digest')
        .where('repository.namespace', '=', namespace)
        .where('repository_blob.digest', '=', digest)
        .where('blob.damaged_at', 'is', null)
        .limit(1)
        .forKeyShare(['repository_blob'])
        .executeTakeFirst()
      return row !== undefined
    },

    /** Size of the blob when the named repository may hand it out. */
    async sizeIn(repository: string, digest: Digest): Promise<number | undefined> {
      const row = await db
        .selectFrom('repository_blob')
        .innerJoin('repository', 'repository.id', 'repository_blob.repository_id')
        .innerJoin('blob', 'blob.digest', 'repository_blob.digest')
        .select('blob.size')
        .where('repository.name', '=', repository)
        .where('repository_blob.digest', '=', digest)
        .where('blob.damaged_at', 'is', null)
        .executeTakeFirst()
      return row && Number(row.size)
    },

    /** Like `sizeIn`; the link cannot be removed before this transaction ends. */
    async relyOn(repository: string, digest: Digest): Promise<number | undefined> {
      const row = await db
        .selectFrom('repository_blob')
        .innerJoin('repository', 'repository.id', 'repository_blob.repository_id')
        .innerJoin('blob', 'blob.digest', 'repository_blob.digest')
        .select('blob.size')
        .where('repository.name', '=', repository)
        .where('repository_blob.digest', '=', digest)
        .where('blob.damaged_at', 'is', null)
        .forKeyShare(['repository_blob'])
        .executeTakeFirst()
      return row && Number(row.size)
    },

    /** Sizes of those of the digests that the repository has; their links cannot be removed before this transaction ends. */
    async relyOnAll(repositoryId: RepositoryId, digests: readonly Digest[]): Promise<ReadonlyMap<Digest, number>> {
      if (digests.length === 0) return new Map()
      // bounded: by the digests asked for, and a manifest names few (mostEntries)
      const rows = await db
        .selectFrom('repository_blob')
        .innerJoin('blob', 'blob.digest', 'repository_blob.digest')
        .select(['blob.digest', 'blob.size'])
        .where('repository_blob.repository_id', '=', repositoryId)
        .where('repository_blob.digest', '=', sql<string>`ANY(${[...digests]}::text[])`)
        .where('blob.damaged_at', 'is', null)
        .orderBy('blob.digest')
        .forKeyShare(['repository_blob'])
        .execute()
      return new Map(rows.map((row) => [row.digest as Digest, Number(row.size)]))
    },
  }
}
