import { createRoute, Outlet } from '@tanstack/react-router'
import { rootRoute } from '../root.tsx'
import { requireSignIn } from '../ui/sign-in-first.ts'
import { PageSkeleton } from '../ui/skeletons.tsx'

export const publisherRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/publisher',
  ssr: false,
  beforeLoad: requireSignIn,
  head: () => ({ meta: [{ title: 'Publisher portal · Chandlery' }] }),
  pendingComponent: PageSkeleton,
  component: Outlet,
})

/** Pages of the publisher portal. */
export const publisherRoutes = [publisherRoute] as const
