import {
  IconChecklist,
  IconClipboardList,
  IconDatabase,
  IconHistory,
  IconPackage,
  IconShieldSearch,
  IconUserCheck,
  IconUsersGroup,
} from '@tabler/icons-react'
import { Outlet } from '@tanstack/react-router'
import type { RoleView } from '../api/views.ts'
import { ConsoleLayout } from '../ui/console-layout.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Page } from '../ui/page.tsx'
import { useSession } from '../ui/session.ts'

const everybody: readonly RoleView[] = ['moderator', 'security', 'certifier', 'finance', 'support', 'operator']

const places = [
  { to: '/desk', label: 'Submissions', icon: IconChecklist, roles: ['moderator', 'security', 'certifier'] },
  { to: '/desk/applications', label: 'Applications', icon: IconUserCheck, roles: ['moderator'] },
  { to: '/desk/listings', label: 'Listings', icon: IconPackage, roles: ['moderator', 'security'] },
  { to: '/desk/advisories', label: 'Advisories', icon: IconShieldSearch, roles: ['security'] },
  { to: '/desk/registry', label: 'Registry', icon: IconDatabase, roles: ['moderator', 'security'] },
  { to: '/desk/audit', label: 'Audit trail', icon: IconHistory, roles: everybody },
  { to: '/desk/storage', label: 'Storage', icon: IconDatabase, roles: [] },
  { to: '/desk/staff', label: 'Staff', icon: IconUsersGroup, roles: [] },
] as const

/** The desk of the store's staff; each sees the places of their roles, an operator sees all. */
export function DeskLayout() {
  const { roles } = useSession()
  if (roles.length === 0) {
    return (
      <Page>
        <EmptyState icon={IconClipboardList} title="The review desk is for store staff">
          Ask the operator of this store for a role if you should work here.
        </EmptyState>
      </Page>
    )
  }
  const links = places.filter(
    (place) => roles.includes('operator') || (place.roles as readonly RoleView[]).some((role) => roles.includes(role)),
  )
  return (
    <ConsoleLayout label="Review desk" links={links}>
      <Outlet />
    </ConsoleLayout>
  )
}
