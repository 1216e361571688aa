import { createRoute, Outlet } from '@tanstack/react-router'
import { rootRoute } from '../root.tsx'
import { requireSignIn } from '../ui/sign-in-first.ts'
import { PageSkeleton } from '../ui/skeletons.tsx'

export const deskRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/desk',
  ssr: false,
  beforeLoad: requireSignIn,
  head: () => ({ meta: [{ title: 'Review desk · Chandlery' }] }),
  pendingComponent: PageSkeleton,
  component: Outlet,
})

/** Pages of the staff. */
export const adminRoutes = [deskRoute] as const
