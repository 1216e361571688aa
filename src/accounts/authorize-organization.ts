import { isSystem } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { authorizeSignedIn } from './authorize.ts'
import { type Account, plainName } from './domain/account.ts'
import { accountNotFound, ownersOnly } from './domain/errors.ts'
import { accounts } from './store/accounts.ts'
import { organizations } from './store/organizations.ts'

/**
 * The organization, for its members or only for its owners. Strangers get accountNotFound whether it exists or not
 * (ARC-54), members who are not owners get ownersOnly.
 */
export async function authorizeOrganization(ctx: Context, name: string, needed: 'member' | 'owner'): Promise<Account> {
  const person = isSystem(ctx.actor) ? undefined : authorizeSignedIn(ctx)
  return ctx.transaction(async (tx) => {
    const organization = await accounts(tx).byName(plainName(name))
    if (organization?.kind !== 'organization') throw accountNotFound({ name })
    if (person === undefined) return organization
    const role = await organizations(tx).roleOf(organization.id, person)
    if (!role) throw accountNotFound({ name })
    if (needed === 'owner' && role !== 'owner') throw ownersOnly()
    return organization
  })
}
