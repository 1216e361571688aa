import { sql } from 'kysely'
import type { AccountId, Role } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Account } from '../domain/account.ts'
import { toAccount } from './accounts.ts'
import type { AccountTables } from './tables.ts'

/** Column `roles` for a query that has `account`: the staff roles of the account as an array. */
export const rolesOfAccount = sql<string[]>`
  ARRAY(SELECT role FROM role_grant WHERE role_grant.account_id = account.id ORDER BY role)`.as('roles')

export const roleGrants = (tx: Tx) => {
  const db = tx.withTables<AccountTables>()
  return {
    async of(accountId: AccountId): Promise<Role[]> {
      const rows = await db
        .selectFrom('role_grant')
        .select('role')
        .where('account_id', '=', accountId)
        .orderBy('role')
        .limit(20)
        .execute()
      return rows.map((row) => row.role as Role)
    },

    /** Everybody with a role, by name. */
    async staff(): Promise<{ account: Account; roles: Role[] }[]> {
      const rows = await db
        .selectFrom('account')
        .selectAll('account')
        .select(rolesOfAccount)
        .where('account.id', 'in', (eb) => eb.selectFrom('role_grant').select('account_id'))
        .orderBy('account.name')
        .limit(1000)
        .execute()
      return rows.map((row) => ({ account: toAccount(row), roles: row.roles as Role[] }))
    },

    async replace(accountId: AccountId, roles: readonly Role[], at: Date): Promise<void> {
      await db.deleteFrom('role_grant').where('account_id', '=', accountId).execute()
      if (roles.length === 0) return
      await db
        .insertInto('role_grant')
        .values([...new Set(roles)].map((role) => ({ account_id: accountId, role, granted_at: at })))
        .execute()
    },

    async withRole(role: Role): Promise<AccountId[]> {
      const rows = await db
        .selectFrom('role_grant')
        .select('account_id')
        .where('role', '=', role)
        .orderBy('account_id')
        .limit(1000)
        .execute()
      return rows.map((row) => row.account_id as AccountId)
    },

    /** Serialises decisions about operators: the last one may not go, two may not become the first. */
    async lockOperators(): Promise<AccountId[]> {
      await sql`SELECT pg_advisory_xact_lock(hashtext('accounts.operators'))`.execute(db)
      return this.withRole('operator')
    },
  }
}
