import { type AccountId, accountOf, type Role } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import type { Account } from './domain/account.ts'
import type { OrganizationRole } from './domain/membership.ts'
import { accounts } from './store/accounts.ts'
import { organizations } from './store/organizations.ts'

/** Who is asking. */
export interface ShownSession {
  readonly account?: Account
  readonly roles: readonly Role[]
  readonly organizations: readonly { readonly account: Account; readonly role: OrganizationRole }[]
}

// public: strangers are told that they are strangers.
/** The caller's own account, roles and organizations. */
export async function showSession(ctx: Context, as?: AccountId): Promise<ShownSession> {
  const accountId = as ?? accountOf(ctx.actor)
  if (accountId === undefined) return { roles: [], organizations: [] }
  return ctx.transaction(async (tx) => {
    const account = await accounts(tx).byId(accountId)
    const roles = ctx.actor.kind === 'user' || ctx.actor.kind === 'token' ? ctx.actor.roles : []
    return { ...(account && { account }), roles, organizations: await organizations(tx).of(accountId) }
  })
}
