import { hasRole } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { authorizeSignedIn } from './authorize.ts'
import type { Account } from './domain/account.ts'
import { accountNotFound } from './domain/errors.ts'
import type { OrganizationRole } from './domain/membership.ts'
import { accounts } from './store/accounts.ts'
import { organizations } from './store/organizations.ts'

export interface ShownOrganization {
  readonly organization: Account
  readonly members: readonly { readonly account: Account; readonly role: OrganizationRole }[]
}

/** An organization with its members, for members and operators; others learn nothing (ARC-54). */
export async function showOrganization(ctx: Context, input: { readonly name: string }): Promise<ShownOrganization> {
  const caller = authorizeSignedIn(ctx)
  return ctx.transaction(async (tx) => {
    const organization = await accounts(tx).byName(input.name)
    if (organization?.kind !== 'organization') throw accountNotFound(input)
    const members = await organizations(tx).members(organization.id)
    const belongs = members.some(({ account }) => account.id === caller)
    if (!belongs && !hasRole(ctx.actor, 'operator')) throw accountNotFound(input)
    return { organization, members }
  })
}
