import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { AccountTables } from './tables.ts'

export type Purpose = 'verify_email' | 'reset_password' | 'setup'

export const oneTimeTokens = (tx: Tx) => {
  const db = tx.withTables<AccountTables>()
  return {
    /** A new token replaces older ones of the same purpose and account. */
    async insert(tokenHash: string, purpose: Purpose, accountId: AccountId | null, expiresAt: Date): Promise<void> {
      await db
        .deleteFrom('one_time_token')
        .where('purpose', '=', purpose)
        .where('account_id', accountId === null ? 'is' : '=', accountId)
        .execute()
      await db
        .insertInto('one_time_token')
        .values({ token_hash: tokenHash, purpose, account_id: accountId, expires_at: expiresAt })
        .execute()
    },

    /** The account of a valid token, which stays valid. */
    async peek(tokenHash: string, purpose: Purpose, now: Date): Promise<AccountId | undefined> {
      const row = await db
        .selectFrom('one_time_token')
        .select('account_id')
        .where('token_hash', '=', tokenHash)
        .where('purpose', '=', purpose)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return (row?.account_id ?? undefined) as AccountId | undefined
    },

    /** Uses a token up: of two who try at once only one succeeds. Undefined when it is not valid. */
    async use(tokenHash: string, purpose: Purpose, now: Date): Promise<{ accountId: AccountId | null } | undefined> {
      const row = await db
        .deleteFrom('one_time_token')
        .where('token_hash', '=', tokenHash)
        .where('purpose', '=', purpose)
        .where('expires_at', '>', now)
        .returning('account_id')
        .executeTakeFirst()
      return row && { accountId: row.account_id as AccountId | null }
    },

    async removeExpired(now: Date): Promise<void> {
      await db.deleteFrom('one_time_token').where('expires_at', '<=', now).execute()
    },
  }
}
