import type { Role } from '../../platform/actor.ts'

/** Who may do what as store staff (STO-007…013). An operator may do everything. */
const table = {
  'publishers.review': ['moderator', 'support'],
  'publishers.administer': ['moderator'],
  'moderation.review': ['moderator'],
  'moderation.hold': ['moderator', 'security'],
  'security.classify': ['security'],
  'certification.review': ['certifier'],
  'billing.read': ['finance'],
  'billing.administer': ['finance'],
  'catalog.administer': ['moderator'],
  'audit.read': ['moderator', 'security', 'certifier', 'finance', 'support'],
  'accounts.read': ['moderator', 'security', 'certifier', 'finance', 'support'],
  'accounts.administer': [],
  'registry.administer': [],
} as const satisfies Record<string, readonly Role[]>

/** Something that only store staff may do. */
export type Permission = keyof typeof table

export const permissions = Object.keys(table) as readonly Permission[]

/** True when one of the roles carries the permission. */
export function permits(roles: readonly Role[], permission: Permission): boolean {
  const carriers: readonly Role[] = table[permission]
  return roles.some((role) => role === 'operator' || carriers.includes(role))
}
