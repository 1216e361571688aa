import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Account } from '../domain/account.ts'
import type { Membership, OrganizationRole } from '../domain/membership.ts'
import { toAccount } from './accounts.ts'
import type { AccountTables } from './tables.ts'

const mostMembers = 1000

export const organizations = (tx: Tx) => {
  const db = tx.withTables<AccountTables>()
  return {
    /** The members, locked until the transaction ends: two owners who leave at once cannot both succeed. */
    async lockMembers(organizationId: AccountId): Promise<Membership[]> {
      await db.selectFrom('account').select('id').where('id', '=', organizationId).forUpdate().executeTakeFirst()
      const rows = await db
        .selectFrom('organization_member')
        .select(['account_id', 'role'])
        .where('organization_id', '=', organizationId)
        .orderBy('account_id')
        .limit(mostMembers)
        .execute()
      return rows.map((row) => ({ accountId: row.account_id as AccountId, role: row.role as OrganizationRole }))
    },

    async members(organizationId: AccountId): Promise<{ account: Account; role: OrganizationRole }[]> {
      const rows = await db
        .selectFrom('organization_member as m')
        .innerJoin('account', 'account.id', 'm.account_id')
        .selectAll('account')
        .select('m.role')
        .where('m.organization_id', '=', organizationId)
        .orderBy('account.name')
        .limit(mostMembers)
        .execute()
      return rows.map((row) => ({ account: toAccount(row), role: row.role as OrganizationRole }))
    },

    async of(accountId: AccountId): Promise<{ account: Account; role: OrganizationRole }[]> {
      const rows = await db
        .selectFrom('organization_member as m')
        .innerJoin('account', 'account.id', 'm.organization_id')
        .selectAll('account')
        .select('m.role')
        .where('m.account_id', '=', accountId)
        .orderBy('account.name')
        .limit(mostMembers)
        .execute()
      return rows.map((row) => ({ account: toAccount(row), role: row.role as OrganizationRole }))
    },

    async put(organizationId: AccountId, accountId: AccountId, role: OrganizationRole, at: Date): Promise<void> {
      await db
        .insertInto('organization_member')
        .values({ organization_id: organizationId, account_id: accountId, role, added_at: at })
        .onConflict((conflict) => conflict.columns(['organization_id', 'account_id']).doUpdateSet({ role }))
        .execute()
    },

    async remove(organizationId: AccountId, accountId: AccountId): Promise<void> {
      await db
        .deleteFrom('organization_member')
        .where('organization_id', '=', organizationId)
        .where('account_id', '=', accountId)
        .execute()
    },
  }
}
