import type { AccountId } from '../../platform/actor.ts'
import type { Account } from './account.ts'
import { lastOwner } from './errors.ts'

/** Owners buy, sign and administer for the organization; members pull what it is entitled to (STO-003, STO-004). */
export type OrganizationRole = 'owner' | 'member'

/** Somebody who belongs to an organization. */
export interface Member {
  readonly accountId: AccountId
  readonly name: string
  readonly fullName: string
  readonly role: OrganizationRole
}

/** An organization as one of its people sees it. */
export interface Membership {
  readonly organization: Account
  readonly role: OrganizationRole
}

/** Refuses a change that would leave the organization without anybody who can act for it. Throws lastOwner. */
export function requireOwnerLeft(
  members: readonly Pick<Member, 'accountId' | 'role'>[],
  changed: AccountId,
  becomes: OrganizationRole | undefined,
): void {
  const left = members.some(({ accountId, role }) => (accountId === changed ? becomes : role) === 'owner')
  if (!left && becomes !== 'owner') throw lastOwner()
}
