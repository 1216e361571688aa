import type { Role } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Account, AccountId } from '../domain/account.ts'
import { known } from './accounts.ts'
import type { AccountsTables } from './tables.ts'

/** Somebody who works for the store. */
export interface StaffMember {
  readonly account: Account
  readonly roles: readonly Role[]
}

/** Which roles staff have. */
export const roleGrants = (tx: Tx) => {
  const db = tx.withTables<AccountsTables>()
  return {
    async staff(): Promise<StaffMember[]> {
      const rows = await db
        .selectFrom('role_grant')
        .innerJoin('account', 'account.id', 'role_grant.account_id')
        .selectAll('account')
        .select('role_grant.role')
        .orderBy('account.name')
        .orderBy('role_grant.role')
        .limit(2000)
        .execute()
      const byId = new Map<string, { account: Account; roles: Role[] }>()
      for (const row of rows) {
        const member = byId.get(row.id) ?? { account: known(row), roles: [] }
        member.roles.push(row.role as Role)
        byId.set(row.id, member)
      }
      return [...byId.values()]
    },

    async withRole(role: Role): Promise<Account[]> {
      const rows = await db
        .selectFrom('role_grant')
        .innerJoin('account', 'account.id', 'role_grant.account_id')
        .selectAll('account')
        .where('role_grant.role', '=', role)
        .orderBy('account.name')
        .limit(500)
        .execute()
      return rows.map(known)
    },

    /** Persons with the role, held until the transaction ends, so that two changes cannot both leave nobody. */
    async lockHolders(role: Role): Promise<AccountId[]> {
      // bounded: one row per operator
      const rows = await db.selectFrom('role_grant').select('account_id').where('role', '=', role).forUpdate().execute()
      return rows.map((row) => row.account_id as AccountId)
    },

    async replace(accountId: AccountId, roles: readonly Role[], by: string, at: Date): Promise<void> {
      await db.deleteFrom('role_grant').where('account_id', '=', accountId).execute()
      if (roles.length === 0) return
      await db
        .insertInto('role_grant')
        .values(roles.map((role) => ({ account_id: accountId, role, granted_at: at, granted_by: by })))
        .execute()
    },
  }
}
