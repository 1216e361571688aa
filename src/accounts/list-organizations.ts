import type { AccountId } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { authorizeSignedIn } from './authorize.ts'
import type { Account } from './domain/account.ts'
import type { OrganizationRole } from './domain/membership.ts'
import { accounts } from './store/accounts.ts'
import { organizations } from './store/organizations.ts'

/** The caller's organizations. */
export async function listOrganizations(
  ctx: Context,
): Promise<{ readonly account: Account; readonly role: OrganizationRole }[]> {
  const accountId = authorizeSignedIn(ctx)
  return ctx.transaction((tx) => organizations(tx).of(accountId))
}

/** An account that a person acts for: themselves, or an organization with their role in it. */
export interface ActingFor {
  readonly id: AccountId
  readonly name: string
  readonly kind: Account['kind']
  readonly role: 'self' | OrganizationRole
}

// public: asked by rules of other modules about an account that they know already.
/** Everybody that a person acts for, themselves first (STO-003, STO-004). */
export async function accountsActingFor(ctx: Context, accountId: AccountId): Promise<ActingFor[]> {
  return ctx.transaction(async (tx) => {
    const self = await accounts(tx).byId(accountId)
    if (!self) return []
    const others = await organizations(tx).of(accountId)
    return [
      { id: self.id, name: self.name, kind: self.kind, role: 'self' as const },
      ...others.map(({ account, role }) => ({ id: account.id, name: account.name, kind: account.kind, role })),
    ]
  })
}
