import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Id } from '../../platform/ids.ts'
import type { RepositoryId } from './repositories.ts'
import type { RegistryTables } from './tables.ts'

export type UploadId = Id<'upload'>

/** Uploads under way. The row says whose it is; how far it got is asked of the blob store. */
export const uploads = (tx: Tx) => {
  const db = tx.withTables<RegistryTables>()
  return {
    async insert(id: UploadId, repositoryId: RepositoryId, account: AccountId | undefined, at: Date): Promise<void> {
      await db
        .insertInto('upload')
        .values({ id, repository_id: repositoryId, account_id: account ?? null, started_at: at })
        .execute()
    },

    /** True when the upload belongs to the repository: ids of others are as good as unknown. */
    async isOpen(id: UploadId, repository: string): Promise<boolean> {
      const row = await db
        .selectFrom('upload')
        .innerJoin('repository', 'repository.id', 'upload.repository_id')
        .select('upload.id')
        .where('upload.id', '=', id)
        .where('repository.name', '=', repository)
        .executeTakeFirst()
      return row !== undefined
    },

    /** Notes how many bytes the upload has. */
    async received(id: UploadId, bytes: number): Promise<void> {
      await db
        .updateTable('upload')
        .set({ received: BigInt(bytes) })
        .where('id', '=', id)
        .execute()
    },

    /** Ends the upload and its claim; false when it had ended. */
    async remove(id: UploadId): Promise<boolean> {
      const gone = await db.deleteFrom('upload').where('id', '=', id).executeTakeFirst()
      return gone.numDeletedRows > 0n
    },

    /** Uploads that started before the moment and are not being closed since the other one, 500 at most. */
    async startedBefore(moment: Date, claimedBefore: Date): Promise<readonly UploadId[]> {
      const rows = await db
        .selectFrom('upload')
        .select('id')
        .where('started_at', '<', moment)
        .where((where) => where.or([where('claimed_at', 'is', null), where('claimed_at', '<', claimedBefore)]))
        .orderBy('started_at')
        .limit(500)
        .execute()
      return rows.map((row) => row.id as UploadId)
    },
  }
}
