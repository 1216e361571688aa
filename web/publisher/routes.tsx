import { createRoute, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { rootRoute } from '../root.tsx'
import { requireSignIn } from '../ui/sign-in-first.ts'
import { PageSkeleton } from '../ui/skeletons.tsx'

const publisherRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/publisher',
  ssr: 'data-only',
  beforeLoad: requireSignIn,
  head: () => ({ meta: [{ title: 'Publisher portal · Chandlery' }] }),
  pendingComponent: PageSkeleton,
  component: Outlet,
})

const homeRoute = createRoute({
  getParentRoute: () => publisherRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./publisher-home-page.tsx'), 'PublisherHomePage'),
})
const signUpRoute = createRoute({
  getParentRoute: () => publisherRoute,
  path: '/signup',
  component: lazyRouteComponent(() => import('./apply-page.tsx'), 'ApplyPage'),
})
const portalRoute = createRoute({
  getParentRoute: () => publisherRoute,
  path: '/$slug',
  component: lazyRouteComponent(() => import('./portal-layout.tsx'), 'PortalLayout'),
})

const child = <Path extends string>(path: Path) => ({ getParentRoute: () => portalRoute, path }) as const

const productsRoute = createRoute({
  ...child('/'),
  component: lazyRouteComponent(() => import('./products-page.tsx'), 'ProductsPage'),
})
const profileRoute = createRoute({
  ...child('/profile'),
  component: lazyRouteComponent(() => import('./profile-page.tsx'), 'ProfilePage'),
})
const agreementRoute = createRoute({
  ...child('/agreement'),
  component: lazyRouteComponent(() => import('./agreement-page.tsx'), 'AgreementPage'),
})
const repositoriesRoute = createRoute({
  ...child('/repositories'),
  component: lazyRouteComponent(() => import('./repositories-page.tsx'), 'RepositoriesPage'),
})
const membersRoute = createRoute({
  ...child('/members'),
  component: lazyRouteComponent(() => import('./members-page.tsx'), 'MembersPage'),
})
const webhooksRoute = createRoute({
  ...child('/webhooks'),
  component: lazyRouteComponent(() => import('./webhooks-page.tsx'), 'WebhooksPage'),
})
const licencesRoute = createRoute({
  ...child('/licences'),
  component: lazyRouteComponent(() => import('./licences-page.tsx'), 'LicencesPage'),
})
const editRoute = createRoute({
  ...child('/products/$productId'),
  component: lazyRouteComponent(() => import('./editor/edit-page.tsx'), 'EditPage'),
})
const submissionRoute = createRoute({
  ...child('/products/$productId/submission'),
  component: lazyRouteComponent(() => import('./submission-page.tsx'), 'SubmissionPage'),
})

/** Pages of the publisher portal. */
export const publisherRoutes = [
  publisherRoute.addChildren([
    homeRoute,
    signUpRoute,
    portalRoute.addChildren([
      productsRoute,
      profileRoute,
      agreementRoute,
      repositoriesRoute,
      membersRoute,
      webhooksRoute,
      licencesRoute,
      editRoute,
      submissionRoute,
    ]),
  ]),
] as const
