import type { Selectable } from 'kysely'
import type { Role } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { AccountId } from '../domain/account.ts'
import type { Session, SessionId } from '../domain/session.ts'
import type { AccountsTables, SessionTable } from './tables.ts'

/** A session with what its actor needs. */
export interface OpenSession {
  readonly session: Session
  readonly name: string
  readonly roles: readonly Role[]
}

/** Browsers that are signed in. Rows hold hashes: a copy of the table opens no door. */
export const sessions = (tx: Tx) => {
  const db = tx.withTables<AccountsTables>()
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

    async open(tokenHash: string, now: Date): Promise<OpenSession | undefined> {
      // bounded: one row per role of the one account
      const rows = await db
        .selectFrom('session')
        .innerJoin('account', 'account.id', 'session.account_id')
        .leftJoin('role_grant', 'role_grant.account_id', 'session.account_id')
        .selectAll('session')
        .select(['account.name', 'role_grant.role'])
        .where('session.token_hash', '=', tokenHash)
        .where('session.expires_at', '>', now)
        .execute()
      const [first] = rows
      if (!first) return undefined
      const roles = rows.flatMap(({ role }) => (role === null ? [] : [role as Role]))
      return { session: toSession(first), name: first.name, roles }
    },

    async listOf(accountId: AccountId, now: Date): Promise<Session[]> {
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

    async seen(id: SessionId, at: Date, expiresAt: Date, address: string): Promise<void> {
      await db
        .updateTable('session')
        .set({ last_seen_at: at, expires_at: expiresAt, address })
        .where('id', '=', id)
        .execute()
    },

    /** True when there was such a session of the account. */
    async remove(accountId: AccountId, id: SessionId): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('session')
        .where('id', '=', id)
        .where('account_id', '=', accountId)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },

    /** Ends every session of the account but the one to keep. */
    async removeAll(accountId: AccountId, keep?: SessionId): Promise<void> {
      let remove = db.deleteFrom('session').where('account_id', '=', accountId)
      if (keep !== undefined) remove = remove.where('id', '<>', keep)
      await remove.execute()
    },

    async removeExpired(now: Date): Promise<void> {
      await db.deleteFrom('session').where('expires_at', '<=', now).execute()
    },
  }
}

function toSession(row: Selectable<SessionTable>): Session {
  return {
    id: row.id as SessionId,
    accountId: row.account_id as AccountId,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    address: row.address,
    client: row.client,
  }
}
