import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizeAccountOwner, authorizeSignedIn } from './authorize.ts'
import type { Account } from './domain/account.ts'
import { accountNotFound } from './domain/errors.ts'
import { type OrganizationRole, withRole } from './domain/membership.ts'
import { accounts } from './store/accounts.ts'
import { organizations } from './store/organizations.ts'

export interface MemberOf {
  readonly organization: string
  readonly username: string
}

/** Adds a person to an organization, or changes their role. Owners only. Throws `accounts.last_owner`. */
export async function addMember(ctx: Context, input: MemberOf & { readonly role: OrganizationRole }): Promise<void> {
  authorizeSignedIn(ctx, 'write')
  const organization = await findOrganization(ctx, input.organization)
  await authorizeAccountOwner(ctx, organization.id)
  await change(ctx, organization, input.username, input.role)
}

/** Takes a person out of an organization: owners anybody, others themselves. Throws `accounts.last_owner`. */
export async function removeMember(ctx: Context, input: MemberOf): Promise<void> {
  const caller = authorizeSignedIn(ctx, 'write')
  const organization = await findOrganization(ctx, input.organization)
  const person = await ctx.transaction((tx) => accounts(tx).byName(input.username))
  if (person?.id !== caller) await authorizeAccountOwner(ctx, organization.id)
  await change(ctx, organization, input.username, undefined)
}

async function findOrganization(ctx: Context, name: string): Promise<Account> {
  const found = await ctx.transaction((tx) => accounts(tx).byName(name))
  if (found?.kind !== 'organization') throw accountNotFound({ name })
  return found
}

async function change(ctx: Context, organization: Account, username: string, role?: OrganizationRole): Promise<void> {
  await ctx.transaction(async (tx) => {
    const members = await organizations(tx).lockMembers(organization.id)
    const person = await accounts(tx).byName(username)
    if (person?.kind !== 'user' || !person.emailVerified) throw accountNotFound({ name: username })
    withRole(members, person.id, role)
    if (role === undefined) await organizations(tx).remove(organization.id, person.id)
    else await organizations(tx).put(organization.id, person.id, role, ctx.clock.now())
    await recordAudit(ctx.within(tx), {
      action: role === undefined ? 'accounts.member_removed' : 'accounts.member_changed',
      subject: { kind: 'account', id: organization.id, name: organization.name },
      details: { member: person.name, ...(role !== undefined && { role }) },
    })
  })
}
