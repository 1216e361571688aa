import type { Selectable } from 'kysely'
import type { AccountId, Role } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Session } from '../domain/session.ts'
import { rolesOfAccount } from './roles.ts'
import type { AccountTables } from './tables.ts'

export const sessions = (tx: Tx) => {
  const db = tx.withTables<AccountTables>()
  return {
    async insert(session: Session, tokenHash: string): Promise<void> {
      await db
        .insertInto('session')
        .values({
          id: session.id,
          account_id: session.accountId,
          token_hash: tokenHash,
          created_at: session.createdAt,
          last_seen_at: session.lastSeenAt,
          expires_at: session.expiresAt,
          address: session.address,
          client: session.client,
        })
        .execute()
    },

    /** The session behind a cookie, with its person and their roles, in one query. */
    async find(
      tokenHash: string,
      now: Date,
    ): Promise<{ session: Session; name: string; roles: readonly Role[] } | undefined> {
      const row = await db
        .selectFrom('session')
        .innerJoin('account', 'account.id', 'session.account_id')
        .selectAll('session')
        .select('account.name')
        .select(rolesOfAccount)
        .where('session.token_hash', '=', tokenHash)
        .where('session.expires_at', '>', now)
        .executeTakeFirst()
      return row && { session: toSession(row), name: row.name, roles: row.roles as Role[] }
    },

    async list(accountId: AccountId, now: Date): Promise<Session[]> {
      const rows = await db
        .selectFrom('session')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('expires_at', '>', now)
        .orderBy('last_seen_at', 'desc')
        .limit(100)
        .execute()
      return rows.map(toSession)
    },

    async touch(id: Session['id'], at: Date, expiresAt: Date, address: string): Promise<void> {
      await db
        .updateTable('session')
        .set({ last_seen_at: at, expires_at: expiresAt, address })
        .where('id', '=', id)
        .execute()
    },

    /** Ends one session of the account; false when there was none. */
    async remove(accountId: AccountId, id: Session['id']): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('session')
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },

    /** Ends all sessions of the account but one. */
    async removeOthers(accountId: AccountId, keep?: Session['id']): Promise<void> {
      let removal = db.deleteFrom('session').where('account_id', '=', accountId)
      if (keep !== undefined) removal = removal.where('id', '!=', keep)
      await removal.execute()
    },

    async removeExpired(now: Date): Promise<void> {
      await db.deleteFrom('session').where('expires_at', '<=', now).execute()
    },
  }
}

function toSession(row: Selectable<AccountTables['session']>): Session {
  return {
    id: row.id as Session['id'],
    accountId: row.account_id as AccountId,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    address: row.address,
    client: row.client,
  }
}
