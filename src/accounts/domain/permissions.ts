import { type Actor, hasRole, isSystem, type Role } from '../../platform/actor.ts'

/** What staff may do, in the words of the business. Ownership of publishers and organizations is asked elsewhere. */
const holders = {
  'accounts.administer': [],
  'audit.read': ['moderator', 'security', 'certifier', 'finance', 'support'],
  'publishers.review': ['moderator'],
  'moderation.review': ['moderator'],
  'moderation.read': ['moderator', 'security', 'certifier'],
  'moderation.hold': ['security', 'moderator'],
  'security.classify': ['security'],
  'billing.read': ['finance'],
  'billing.refund': ['finance'],
  'licensing.explain': ['support', 'finance', 'moderator'],
  'registry.administer': [],
  'registry.hold': ['moderator', 'security'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof holders

/** True for the program itself, for operators, and for roles that hold the permission. */
export function isPermitted(actor: Actor, permission: Permission): boolean {
  return isSystem(actor) || hasRole(actor, ...holders[permission])
}
