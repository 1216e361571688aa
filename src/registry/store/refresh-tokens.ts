import type { AccountId } from '../../platform/actor.ts'
import { minutes } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Id } from '../../platform/ids.ts'
import type { RegistryTables } from './tables.ts'

/** A stored login: only the hash of the token is here (AUT-047). */
export interface RefreshToken {
  readonly id: Id<'refresh_token'>
  readonly hash: string
  readonly accountId: AccountId
  readonly service: string
  readonly client: string
  readonly createdAt: Date
}

const noteUseAfter = minutes(1)

export const refreshTokens = (tx: Tx) => {
  const db = tx.withTables<RegistryTables>()
  return {
    async insert(token: RefreshToken): Promise<void> {
      await db
        .insertInto('refresh_token')
        .values({
          id: token.id,
          hash: token.hash,
          account_id: token.accountId,
          service: token.service,
          client: token.client,
          created_at: token.createdAt,
          last_used_at: token.createdAt,
          revoked_at: null,
        })
        .execute()
    },

    /** Whose token it is, when it stands and was made for the service. Use is noted at most once a minute. */
    async use(hash: string, service: string, at: Date): Promise<AccountId | undefined> {
      const row = await db
        .selectFrom('refresh_token')
        .select(['id', 'account_id', 'last_used_at'])
        .where('hash', '=', hash)
        .where('service', '=', service)
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      if (row && row.last_used_at.getTime() < at.getTime() - noteUseAfter) {
        await db.updateTable('refresh_token').set({ last_used_at: at }).where('id', '=', row.id).execute()
      }
      return row?.account_id as AccountId | undefined
    },

    /** Revokes all tokens of the account; answers how many stood. */
    async revokeAll(accountId: AccountId, at: Date): Promise<number> {
      const done = await db
        .updateTable('refresh_token')
        .set({ revoked_at: at })
        .where('account_id', '=', accountId)
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      return Number(done.numUpdatedRows)
    },
  }
}
