import type { AccountId } from '../../platform/actor.ts'
import { lastOwner } from './errors.ts'

export type OrganizationRole = 'owner' | 'member'

export interface Membership {
  readonly accountId: AccountId
  readonly role: OrganizationRole
}

/**
 * The members after one got a role, or left (`role` undefined). An organization always keeps an owner.
 * Throws `accounts.last_owner`.
 */
export function withRole(
  members: readonly Membership[],
  accountId: AccountId,
  role: OrganizationRole | undefined,
): Membership[] {
  const others = members.filter((member) => member.accountId !== accountId)
  const next = role === undefined ? others : [...others, { accountId, role }]
  if (!next.some((member) => member.role === 'owner')) throw lastOwner()
  return next
}
