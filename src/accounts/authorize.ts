import { type AccountId, accountOf, isSystem } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { accountNotFound, ownersOnly, roleNeeded, sessionNeeded, signInFirst } from './domain/errors.ts'
import { type Permission, permits } from './domain/permissions.ts'
import type { SessionId } from './domain/session.ts'
import { accounts } from './store/accounts.ts'
import { organizations } from './store/organizations.ts'

/** Lets pass whoever holds a role with the permission, and the program itself. Throws signInFirst or roleNeeded. */
export function authorize(ctx: Context, permission: Permission): void {
  if (isSystem(ctx.actor)) return
  if (ctx.actor.kind !== 'user' && ctx.actor.kind !== 'token') throw signInFirst()
  if (!permits(ctx.actor.roles, permission)) throw roleNeeded()
}

/** The account of the person who acts. Throws signInFirst for strangers and for the program itself. */
export function authorizeSignedIn(ctx: Context): AccountId {
  const accountId = accountOf(ctx.actor)
  if (!accountId) throw signInFirst()
  return accountId
}

/** The person in front of a browser; an access token must not make tokens or end sessions. Throws sessionNeeded. */
export function authorizeSession(ctx: Context): { readonly accountId: AccountId; readonly sessionId: SessionId } {
  if (ctx.actor.kind === 'token') throw sessionNeeded()
  if (ctx.actor.kind !== 'user') throw signInFirst()
  return ctx.actor
}

/** Only the program itself: jobs and commands of the operator. Throws roleNeeded. */
export function authorizeSystem(ctx: Context): void {
  if (!isSystem(ctx.actor)) throw roleNeeded()
}

/**
 * Lets pass the person whose account it is, and the owners of an organization (STO-004). A member gets ownersOnly, others
 * accountNotFound, as if the account did not exist (ARC-54).
 */
export async function authorizeAccountOwner(ctx: Context, accountId: AccountId): Promise<void> {
  if (isSystem(ctx.actor)) return
  const person = authorizeSignedIn(ctx)
  if (person === accountId) return
  const { role, account } = await ctx.transaction(async (tx) => ({
    role: await organizations(tx).roleOf(accountId, person),
    account: await accounts(tx).byId(accountId),
  }))
  if (role === 'member') throw ownersOnly()
  if (role !== 'owner') throw accountNotFound({ name: account?.name ?? accountId })
}
