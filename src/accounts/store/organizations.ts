import type { Tx } from '../../platform/db/database.ts'
import type { AccountId } from '../domain/account.ts'
import type { Member, Membership, OrganizationRole } from '../domain/organization.ts'
import { known } from './accounts.ts'
import type { AccountsTables } from './tables.ts'

/** Who belongs to which organization. */
export const organizations = (tx: Tx) => {
  const db = tx.withTables<AccountsTables>()
  return {
    async membershipsOf(accountId: AccountId): Promise<Membership[]> {
      const rows = await db
        .selectFrom('organization_member')
        .innerJoin('account', 'account.id', 'organization_member.organization_id')
        .selectAll('account')
        .select('organization_member.role')
        .where('organization_member.account_id', '=', accountId)
        .orderBy('account.name')
        .limit(200)
        .execute()
      return rows.map((row) => ({ organization: known(row), role: row.role }))
    },

    async roleOf(organizationId: AccountId, accountId: AccountId): Promise<OrganizationRole | undefined> {
      const row = await db
        .selectFrom('organization_member')
        .select('role')
        .where('organization_id', '=', organizationId)
        .where('account_id', '=', accountId)
        .executeTakeFirst()
      return row?.role
    },

    async membersOf(organizationId: AccountId): Promise<Member[]> {
      const rows = await db
        .selectFrom('organization_member')
        .innerJoin('account', 'account.id', 'organization_member.account_id')
        .select(['account.id', 'account.name', 'account.full_name', 'organization_member.role'])
        .where('organization_member.organization_id', '=', organizationId)
        .orderBy('account.name')
        .limit(500)
        .execute()
      return rows.map((row) => ({
        accountId: row.id as AccountId,
        name: row.name,
        fullName: row.full_name,
        role: row.role,
      }))
    },

    /** Owners of the organizations, each with the organization. */
    async ownersOf(
      organizationIds: readonly AccountId[],
    ): Promise<{ organizationId: AccountId; ownerId: AccountId }[]> {
      if (organizationIds.length === 0) return []
      const rows = await db
        .selectFrom('organization_member')
        .select(['organization_id', 'account_id'])
        .where('organization_id', 'in', organizationIds)
        .where('role', '=', 'owner')
        .limit(5000)
        .execute()
      return rows.map((row) => ({
        organizationId: row.organization_id as AccountId,
        ownerId: row.account_id as AccountId,
      }))
    },

    /** Holds the organization until the transaction ends: two owners cannot remove each other at the same moment. */
    async lock(organizationId: AccountId): Promise<void> {
      await db.selectFrom('account').select('id').where('id', '=', organizationId).forUpdate().executeTakeFirst()
    },

    async setMember(organizationId: AccountId, accountId: AccountId, role: OrganizationRole, at: Date): Promise<void> {
      await db
        .insertInto('organization_member')
        .values({ organization_id: organizationId, account_id: accountId, role, added_at: at })
        .onConflict((conflict) => conflict.columns(['organization_id', 'account_id']).doUpdateSet({ role }))
        .execute()
    },

    async removeMember(organizationId: AccountId, accountId: AccountId): Promise<void> {
      await db
        .deleteFrom('organization_member')
        .where('organization_id', '=', organizationId)
        .where('account_id', '=', accountId)
        .execute()
    },
  }
}
