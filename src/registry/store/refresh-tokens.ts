import type { AccountId } from '../../platform/actor.ts'
import { minutes } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { LoginId, StoredLogin } from '../domain/login.ts'
import type { RegistryTables } from './tables.ts'

/** A stored login: only the hash of the token is here (AUT-047). */
export interface RefreshToken {
  readonly id: LoginId
  readonly hash: string
  readonly accountId: AccountId
  readonly service: string
  readonly client: string
  readonly createdAt: Date
  readonly address?: string
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
          last_used_address: token.address ?? null,
          revoked_at: null,
        })
        .execute()
    },

    /** Whose token it is, when it stands and was made for the service. Use is noted at most once a minute for each place. */
    async use(
      hash: string,
      service: string,
      at: Date,
      from: { readonly address: string; readonly client?: string },
    ): Promise<{ id: LoginId; accountId: AccountId } | undefined> {
      const row = await db
        .selectFrom('refresh_token')
        .select(['id', 'account_id', 'last_used_at', 'last_used_address'])
        .where('hash', '=', hash)
        .where('service', '=', service)
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      if (!row) return undefined
      const isOld = row.last_used_at.getTime() < at.getTime() - noteUseAfter
      if (isOld || row.last_used_address !== from.address) {
        await db
          .updateTable('refresh_token')
          .set({
            last_used_at: at,
            last_used_address: from.address,
            ...(from.client !== undefined && { client: from.client }),
          })
          .where('id', '=', row.id)
          .execute()
      }
      return { id: row.id as LoginId, accountId: row.account_id as AccountId }
    },

    /** Logins of the account that stand, the last used first; 200 at most. */
    async of(accountId: AccountId): Promise<StoredLogin[]> {
      const rows = await db
        .selectFrom('refresh_token')
        .select(['id', 'client', 'created_at', 'last_used_at', 'last_used_address'])
        .where('account_id', '=', accountId)
        .where('revoked_at', 'is', null)
        .orderBy('last_used_at', 'desc')
        .orderBy('id', 'desc')
        .limit(200)
        .execute()
      return rows.map((row) => ({
        id: row.id as LoginId,
        client: row.client,
        createdAt: row.created_at,
        lastUsedAt: row.last_used_at,
        lastUsedAddress: row.last_used_address,
      }))
    },

    /** Revokes one login of the account; its client, or undefined when there was none. */
    async revoke(accountId: AccountId, id: LoginId, at: Date): Promise<string | undefined> {
      const row = await db
        .updateTable('refresh_token')
        .set({ revoked_at: at })
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .returning('client')
        .executeTakeFirst()
      return row?.client
    },

    /** Logins that were revoked after the moment, the latest first, 5,000 at most. */
    async revokedSince(moment: Date): Promise<LoginId[]> {
      const rows = await db
        .selectFrom('refresh_token')
        .select('id')
        .where('revoked_at', '>', moment)
        .orderBy('revoked_at', 'desc')
        .limit(5000)
        .execute()
      return rows.map((row) => row.id as LoginId)
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
