import type { AccountId, Role } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import type { Account } from './domain/account.ts'
import { accounts } from './store/accounts.ts'
import { organizations } from './store/organizations.ts'
import { roleGrants } from './store/roles.ts'

// public: facts for other modules, which decide who may see them.

/** One account by name (any case) or id. */
export function findAccount(
  ctx: Context,
  by: { readonly name: string } | { readonly id: AccountId },
): Promise<Account | undefined> {
  return ctx.transaction((tx) => ('id' in by ? accounts(tx).byId(by.id) : accounts(tx).byName(by.name)))
}

/** Accounts by id; unknown ids are left out. */
export function findAccounts(ctx: Context, ids: readonly AccountId[]): Promise<Account[]> {
  return ctx.transaction((tx) => accounts(tx).byIds(ids))
}

/** Staff roles of an account, as they stand now. */
export function rolesOf(ctx: Context, accountId: AccountId): Promise<readonly Role[]> {
  return ctx.transaction((tx) => roleGrants(tx).of(accountId))
}

/** Accounts that hold a staff role. */
export function staffWithRole(ctx: Context, role: Role): Promise<readonly AccountId[]> {
  return ctx.transaction((tx) => roleGrants(tx).withRole(role))
}

/** Where mail for an account goes: one person, or the owners of an organization. */
export interface MailAddress {
  readonly accountId: AccountId
  readonly name: string
  readonly email: string
}

/** Confirmed addresses behind accounts; an organization's are those of its owners. Each person once. */
export function mailAddresses(ctx: Context, ids: readonly AccountId[]): Promise<MailAddress[]> {
  return ctx.transaction(async (tx) => {
    const people = new Map<AccountId, MailAddress>()
    for (const account of await accounts(tx).byIds(ids)) {
      const owners =
        account.kind === 'user'
          ? [account]
          : (await organizations(tx).members(account.id)).filter(({ role }) => role === 'owner').map((m) => m.account)
      for (const { id, fullName, email, emailVerified } of owners) {
        if (email !== undefined && emailVerified) people.set(id, { accountId: id, name: fullName, email })
      }
    }
    return [...people.values()]
  })
}
