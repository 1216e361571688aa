import type { Context } from '../platform/context.ts'
import { type Account, type AccountId, plainName, type Role } from './domain/account.ts'
import { accounts } from './store/accounts.ts'
import { organizations } from './store/organizations.ts'
import { roleGrants } from './store/role-grants.ts'

// public: for other modules, which have authorized their own caller; no route shows these answers as they are.

/** The account with the id or name, if there is one. */
export async function findAccount(
  ctx: Context,
  by: { readonly id: AccountId } | { readonly name: string },
): Promise<Account | undefined> {
  return ctx.transaction((tx) => ('id' in by ? accounts(tx).byId(by.id) : accounts(tx).byName(plainName(by.name))))
}

/** The accounts with these ids, in no order; unknown ids are left out. */
export async function findAccounts(ctx: Context, ids: readonly AccountId[]): Promise<Account[]> {
  return ctx.transaction((tx) => accounts(tx).byIds(ids))
}

/** Staff roles of an account. */
export async function rolesOf(ctx: Context, accountId: AccountId): Promise<readonly Role[]> {
  return ctx.transaction((tx) => accounts(tx).rolesOf(accountId))
}

/** Persons with the staff role. */
export async function staffWithRole(ctx: Context, role: Role): Promise<Account[]> {
  return ctx.transaction((tx) => roleGrants(tx).withRole(role))
}

/** An account that a person may act for. */
export interface ActingAccount {
  readonly id: AccountId
  readonly name: string
  readonly kind: Account['kind']
  readonly role: 'self' | 'owner' | 'member'
}

/** The person's own account and the organizations they belong to (STO-003). */
export async function accountsActingFor(ctx: Context, accountId: AccountId): Promise<ActingAccount[]> {
  return ctx.transaction(async (tx) => {
    const self = await accounts(tx).byId(accountId)
    if (!self) return []
    const memberships = await organizations(tx).membershipsOf(accountId)
    return [
      { id: self.id, name: self.name, kind: self.kind, role: 'self' },
      ...memberships.map(({ organization: { id, name, kind }, role }) => ({ id, name, kind, role })),
    ]
  })
}

/** Where mail for an account goes. */
export interface MailAddress {
  /** The person who reads it. */
  readonly accountId: AccountId
  readonly name: string
  readonly email: string
}

/** Confirmed addresses of the persons behind the accounts; an organization is read by its owners. Nobody twice. */
export async function mailAddresses(ctx: Context, accountIds: readonly AccountId[]): Promise<MailAddress[]> {
  return ctx.transaction(async (tx) => {
    const owners = await organizations(tx).ownersOf(accountIds)
    const ids = [...new Set([...accountIds, ...owners.map(({ ownerId }) => ownerId)])]
    const found = await accounts(tx).byIds(ids)
    return found.flatMap(({ id, name, email, emailVerified }) =>
      email !== undefined && emailVerified ? [{ accountId: id, name, email }] : [],
    )
  })
}
