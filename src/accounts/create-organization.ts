import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizeSignedIn } from './authorize.ts'
import { type Account, nameProblem } from './domain/account.ts'
import { badSignUp } from './domain/errors.ts'
import { accounts } from './store/accounts.ts'
import { organizations } from './store/organizations.ts'

export interface CreateOrganization {
  readonly name: string
  readonly fullName: string
}

/** Opens an organization with the caller as its owner. Throws `accounts.bad_sign_up`, `accounts.name_taken`. */
export async function createOrganization(ctx: Context, input: CreateOrganization): Promise<Account> {
  const accountId = authorizeSignedIn(ctx, 'write')
  const message = nameProblem(input.name)
  if (message !== undefined) throw badSignUp({ fields: [{ field: 'name', message }] })
  const now = ctx.clock.now()
  const organization: Account = {
    id: ctx.newId<'account'>(),
    kind: 'organization',
    name: input.name,
    fullName: input.fullName.trim() || input.name,
    emailVerified: true,
    createdAt: now,
  }
  return ctx.transaction(async (tx) => {
    await accounts(tx).insert(organization)
    await organizations(tx).put(organization.id, accountId, 'owner', now)
    await recordAudit(ctx.within(tx), {
      action: 'accounts.organization_created',
      subject: { kind: 'account', id: organization.id, name: organization.name },
    })
    return organization
  })
}
