import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { whoAmI } from '../api/accounts.ts'
import { rootRoute } from '../root.tsx'
import { requireSignIn, safeNext } from '../ui/sign-in-first.ts'
import { PageSkeleton } from '../ui/skeletons.tsx'

interface NextSearch {
  readonly next?: string
}

interface TokenSearch {
  readonly token?: string
}

const nextSearch = (raw: Record<string, unknown>): NextSearch => {
  const next = safeNext(raw.next)
  return next ? { next } : {}
}

// A token of digits alone reaches us as a number, because search values are parsed as JSON.
const tokenSearch = (raw: Record<string, unknown>): TokenSearch =>
  raw.token === undefined ? {} : { token: String(raw.token) }

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: nextSearch,
  beforeLoad: async ({ context, search }) => {
    const { account } = await context.queryClient.ensureQueryData(whoAmI(context.api))
    if (account) throw redirect({ href: search.next ?? '/' })
  },
  head: () => ({ meta: [{ title: 'Sign in · Chandlery' }] }),
  staticData: { page: 'account/sign-in-page.tsx' },
  component: lazyRouteComponent(() => import('./sign-in-page.tsx'), 'SignInPage'),
})

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-up',
  validateSearch: nextSearch,
  head: () => ({ meta: [{ title: 'Create an account · Chandlery' }] }),
  staticData: { page: 'account/sign-up-page.tsx' },
  component: lazyRouteComponent(() => import('./sign-up-page.tsx'), 'SignUpPage'),
})

const verifyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/verify-email',
  validateSearch: tokenSearch,
  head: () => ({ meta: [{ title: 'Confirm your address · Chandlery' }] }),
  staticData: { page: 'account/verify-email-page.tsx' },
  component: lazyRouteComponent(() => import('./verify-email-page.tsx'), 'VerifyEmailPage'),
})

const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset-password',
  validateSearch: tokenSearch,
  head: () => ({ meta: [{ title: 'New password · Chandlery' }] }),
  staticData: { page: 'account/reset-password-page.tsx' },
  component: lazyRouteComponent(() => import('./reset-password-page.tsx'), 'ResetPasswordPage'),
})

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: tokenSearch,
  head: () => ({ meta: [{ title: 'Set up the store · Chandlery' }] }),
  staticData: { page: 'account/setup-page.tsx' },
  component: lazyRouteComponent(() => import('./setup-page.tsx'), 'SetupPage'),
})

const byolRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/byol/$token',
  ssr: 'data-only',
  beforeLoad: requireSignIn,
  head: () => ({ meta: [{ title: 'Your licence · Chandlery' }] }),
  pendingComponent: PageSkeleton,
  component: lazyRouteComponent(() => import('./byol-page.tsx'), 'ByolPage'),
})

const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  ssr: 'data-only',
  beforeLoad: requireSignIn,
  head: () => ({ meta: [{ title: 'Your account · Chandlery' }] }),
  pendingComponent: PageSkeleton,
  component: lazyRouteComponent(() => import('./account-layout.tsx'), 'AccountLayout'),
})

const profileRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./profile-page.tsx'), 'ProfilePage'),
})

const sessionsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/sessions',
  component: lazyRouteComponent(() => import('./sessions-page.tsx'), 'SessionsPage'),
})

const tokensRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/tokens',
  component: lazyRouteComponent(() => import('./tokens-page.tsx'), 'TokensPage'),
})

const organizationsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/organizations',
  component: lazyRouteComponent(() => import('./organizations-page.tsx'), 'OrganizationsPage'),
})

const organizationRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/organizations/$name',
  component: lazyRouteComponent(() => import('./organization-page.tsx'), 'OrganizationPage'),
})

const contentRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/content',
  component: lazyRouteComponent(() => import('./content-page.tsx'), 'ContentPage'),
})

const receiptsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/receipts',
  component: lazyRouteComponent(() => import('./receipts-page.tsx'), 'ReceiptsPage'),
})

const inboxRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/inbox',
  component: lazyRouteComponent(() => import('./inbox-page.tsx'), 'InboxPage'),
})

const noticesRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/notices',
  component: lazyRouteComponent(() => import('./notices-page.tsx'), 'NoticesPage'),
})

/** Getting in, and everything that belongs to one person or organization. */
export const accountRoutes = [
  signInRoute,
  signUpRoute,
  verifyRoute,
  resetRoute,
  setupRoute,
  byolRoute,
  accountRoute.addChildren([
    profileRoute,
    sessionsRoute,
    tokensRoute,
    organizationsRoute,
    organizationRoute,
    contentRoute,
    receiptsRoute,
    inboxRoute,
    noticesRoute,
  ]),
] as const
