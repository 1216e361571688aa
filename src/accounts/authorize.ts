import { type AccountId, accountOf, isSystem, type TokenScope } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { notOwner, notPermitted, sessionNeeded, signInFirst, tokenLacksScope } from './domain/errors.ts'
import { isPermitted, type Permission } from './domain/permissions.ts'
import { accounts } from './store/accounts.ts'
import { organizations } from './store/organizations.ts'

/** Staff permissions. Throws `accounts.sign_in_first` or `accounts.not_permitted`. */
export function authorize(ctx: Context, permission: Permission): void {
  if (ctx.actor.kind === 'anonymous') throw signInFirst()
  if (!isPermitted(ctx.actor, permission)) throw notPermitted({ permission })
  requireScope(ctx, permission.endsWith('.read') ? 'read' : 'write')
}

/**
 * The account that acts. Access tokens need the scope `read`, or `write` where something changes.
 * Throws `accounts.sign_in_first`, also for jobs: they act for nobody.
 */
export function authorizeSignedIn(ctx: Context, scope: TokenScope = 'read'): AccountId {
  const accountId = accountOf(ctx.actor)
  if (accountId === undefined) throw signInFirst()
  requireScope(ctx, scope)
  return accountId
}

/**
 * The person in front of a browser. What an access token could use to outlive itself needs this: making tokens, ending
 * sessions, changing the password. Throws `accounts.sign_in_first`, `accounts.session_needed`.
 */
export function authorizeInPerson(ctx: Context): AccountId {
  if (ctx.actor.kind === 'token') throw sessionNeeded()
  return authorizeSignedIn(ctx)
}

function requireScope({ actor }: Context, scope: TokenScope): void {
  if (actor.kind === 'token' && !allows(actor.scopes, scope)) throw tokenLacksScope({ scope })
}

function allows(scopes: readonly TokenScope[], wanted: TokenScope): boolean {
  return scopes.includes(wanted) || (wanted === 'read' && scopes.includes('write'))
}

/**
 * The caller is the account itself, an owner of that organization, or the program (STO-004).
 * Throws `accounts.sign_in_first` or `accounts.not_owner`.
 */
export async function authorizeAccountOwner(ctx: Context, accountId: AccountId): Promise<void> {
  if (isSystem(ctx.actor)) return
  const caller = authorizeSignedIn(ctx)
  if (caller === accountId) return
  await ctx.transaction(async (tx) => {
    const mine = await organizations(tx).of(caller)
    if (mine.some(({ account, role }) => account.id === accountId && role === 'owner')) return
    throw notOwner({ name: (await accounts(tx).byId(accountId))?.name ?? 'this account' })
  })
}
