import type { Selectable } from 'kysely'
import type { TokenScope } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { AccessToken, AccessTokenId } from '../domain/access-token.ts'
import type { AccountId } from '../domain/account.ts'
import type { AccessTokenTable, AccountsTables } from './tables.ts'

/** Access tokens, kept as hashes. */
export const accessTokens = (tx: Tx) => {
  const db = tx.withTables<AccountsTables>()
  return {
    async insert(token: AccessToken, secretHash: string): Promise<void> {
      await db
        .insertInto('access_token')
        .values({
          id: token.id,
          account_id: token.accountId,
          name: token.name,
          secret_hash: secretHash,
          scopes: [...token.scopes],
          limited_to: token.limitedTo === null ? null : [...token.limitedTo],
          created_at: token.createdAt,
          expires_at: token.expiresAt ?? null,
          last_used_at: null,
        })
        .execute()
    },

    async listOf(accountId: AccountId, limit: number): Promise<AccessToken[]> {
      const rows = await db
        .selectFrom('access_token')
        .selectAll()
        .where('account_id', '=', accountId)
        .orderBy('created_at', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toToken)
    },

    async bySecretHash(secretHash: string): Promise<AccessToken | undefined> {
      const row = await db
        .selectFrom('access_token')
        .selectAll()
        .where('secret_hash', '=', secretHash)
        .executeTakeFirst()
      return row && toToken(row)
    },

    async used(id: AccessTokenId, at: Date): Promise<void> {
      await db.updateTable('access_token').set({ last_used_at: at }).where('id', '=', id).execute()
    },

    /** The name of the removed token; undefined when the account has no such token. */
    async remove(accountId: AccountId, id: AccessTokenId): Promise<string | undefined> {
      const row = await db
        .deleteFrom('access_token')
        .where('id', '=', id)
        .where('account_id', '=', accountId)
        .returning('name')
        .executeTakeFirst()
      return row?.name
    },
  }
}

function toToken(row: Selectable<AccessTokenTable>): AccessToken {
  return {
    id: row.id as AccessTokenId,
    accountId: row.account_id as AccountId,
    name: row.name,
    scopes: row.scopes as TokenScope[],
    limitedTo: row.limited_to,
    createdAt: row.created_at,
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
  }
}
