import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../root.tsx'
import { requireSignIn } from '../ui/sign-in-first.ts'
import { PageSkeleton } from '../ui/skeletons.tsx'

const deskRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/desk',
  ssr: 'data-only',
  beforeLoad: requireSignIn,
  head: () => ({ meta: [{ title: 'Review desk · Chandlery' }] }),
  pendingComponent: PageSkeleton,
  component: lazyRouteComponent(() => import('./desk-layout.tsx'), 'DeskLayout'),
})

const child = <Path extends string>(path: Path) => ({ getParentRoute: () => deskRoute, path }) as const

const queueRoute = createRoute({
  ...child('/'),
  component: lazyRouteComponent(() => import('./queue-page.tsx'), 'QueuePage'),
})
const submissionRoute = createRoute({
  ...child('/submissions/$id'),
  component: lazyRouteComponent(() => import('./submission-page.tsx'), 'SubmissionPage'),
})
const applicationsRoute = createRoute({
  ...child('/applications'),
  component: lazyRouteComponent(() => import('./applications-page.tsx'), 'ApplicationsPage'),
})
const listingsRoute = createRoute({
  ...child('/listings'),
  component: lazyRouteComponent(() => import('./listings-page.tsx'), 'ListingsPage'),
})
const registryRoute = createRoute({
  ...child('/registry'),
  component: lazyRouteComponent(() => import('./registry-page.tsx'), 'RegistryPage'),
})
const auditRoute = createRoute({
  ...child('/audit'),
  component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
})
const staffRoute = createRoute({
  ...child('/staff'),
  component: lazyRouteComponent(() => import('./staff-page.tsx'), 'StaffPage'),
})
const storageRoute = createRoute({
  ...child('/storage'),
  component: lazyRouteComponent(() => import('./storage-page.tsx'), 'StoragePage'),
})
const advisoriesRoute = createRoute({
  ...child('/advisories'),
  component: lazyRouteComponent(() => import('./advisories-page.tsx'), 'AdvisoriesPage'),
})

export interface ScanSearch {
  readonly repository: string
  readonly reference: string
}

/** One result page for publishers and staff alike: who may see it is the store's decision. */
const scanRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/scan',
  ssr: 'data-only',
  beforeLoad: requireSignIn,
  validateSearch: (raw: Record<string, unknown>): ScanSearch => ({
    repository: String(raw.repository ?? ''),
    reference: String(raw.reference ?? ''),
  }),
  head: () => ({ meta: [{ title: 'Scan result · Chandlery' }] }),
  pendingComponent: PageSkeleton,
  component: lazyRouteComponent(() => import('../review/scan-page.tsx'), 'ScanPage'),
})

/** Pages of the review desk. */
export const adminRoutes = [
  deskRoute.addChildren([
    queueRoute,
    submissionRoute,
    applicationsRoute,
    listingsRoute,
    registryRoute,
    auditRoute,
    staffRoute,
    advisoriesRoute,
    storageRoute,
  ]),
  scanRoute,
] as const
