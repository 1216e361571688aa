import { createRoute, lazyRouteComponent, notFound, redirect } from '@tanstack/react-router'
import { entitlement, home, listing, listings, publicPublisher, terms } from '../api/catalog.ts'
import { isNotFound } from '../api/problem.ts'
import { rootRoute } from '../root.tsx'
import { requireSignIn } from '../ui/sign-in-first.ts'
import { PageSkeleton } from '../ui/skeletons.tsx'
import { HomePage } from './home-page.tsx'
import { listingsQuery, searchParams } from './search-params.ts'

/** A refusal "not found" of the API becomes the page "not found", with status 404. */
async function orNotFound<T>(loading: Promise<T>): Promise<T> {
  try {
    return await loading
  } catch (error) {
    if (isNotFound(error)) throw notFound()
    throw error
  }
}

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  loader: ({ context }) => context.queryClient.ensureQueryData(home(context.api)),
  head: () => ({ meta: [{ title: 'Chandlery: container software, checked before it comes aboard' }] }),
  component: HomePage,
})

const searchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/search',
  validateSearch: searchParams,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => context.queryClient.ensureQueryData(listings(context.api, listingsQuery(deps))),
  head: ({ match }) => ({
    meta: [{ title: match.search.q ? `${match.search.q} · Search · Chandlery` : 'Browse · Chandlery' }],
  }),
  staticData: { page: 'storefront/search-page.tsx' },
  component: lazyRouteComponent(() => import('./search-page.tsx'), 'SearchPage'),
})

export type ListingTab = 'description' | 'versions'

const listingTab = (raw: Record<string, unknown>): { tab?: ListingTab; plan?: string } => ({
  ...(raw.tab === 'versions' ? { tab: 'versions' as const } : {}),
  ...(typeof raw.plan === 'string' ? { plan: raw.plan } : {}),
})

const listingOptions = {
  getParentRoute: () => rootRoute,
  validateSearch: listingTab,
  staticData: { page: 'storefront/listing-page.tsx' },
  component: lazyRouteComponent(() => import('./listing-page.tsx'), 'ListingPage'),
} as const

const imageRoute = createRoute({
  ...listingOptions,
  path: '/images/$slug',
  loader: async ({ context, params }) => {
    const [found] = await Promise.all([
      orNotFound(context.queryClient.ensureQueryData(listing(context.api, params.slug))),
      context.queryClient.prefetchQuery(entitlement(context.api, params.slug)),
    ])
    if (found.path.startsWith('/plugins/')) throw redirect({ href: found.path })
    return { name: found.name, description: found.shortDescription }
  },
  head: ({ loaderData }) => listingHead(loaderData),
})

const pluginRoute = createRoute({
  ...listingOptions,
  path: '/plugins/$slug',
  loader: async ({ context, params }) => {
    const [found] = await Promise.all([
      orNotFound(context.queryClient.ensureQueryData(listing(context.api, params.slug))),
      context.queryClient.prefetchQuery(entitlement(context.api, params.slug)),
    ])
    if (found.path.startsWith('/images/')) throw redirect({ href: found.path })
    return { name: found.name, description: found.shortDescription }
  },
  head: ({ loaderData }) => listingHead(loaderData),
})

function listingHead(product: { readonly name: string; readonly description: string } | undefined) {
  if (!product) return {}
  return { meta: [{ title: `${product.name} · Chandlery` }, { name: 'description', content: product.description }] }
}

const publisherPageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/publishers/$slug',
  loader: async ({ context, params }) => {
    const [publisher] = await Promise.all([
      orNotFound(context.queryClient.ensureQueryData(publicPublisher(context.api, params.slug))),
      context.queryClient.ensureQueryData(listings(context.api, listingsQuery({ publisher: params.slug }))),
    ])
    return { name: publisher.name }
  },
  head: ({ loaderData }) => ({ meta: [{ title: loaderData ? `${loaderData.name} · Chandlery` : 'Chandlery' }] }),
  staticData: { page: 'storefront/publisher-page.tsx' },
  component: lazyRouteComponent(() => import('./publisher-page.tsx'), 'PublisherPage'),
})

const publishRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/publish',
  head: () => ({ meta: [{ title: 'Publish your software · Chandlery' }] }),
  staticData: { page: 'storefront/publish-page.tsx' },
  component: lazyRouteComponent(() => import('./publish-page.tsx'), 'PublishPage'),
})

const helpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/help',
  head: () => ({ meta: [{ title: 'Help · Chandlery' }] }),
  staticData: { page: 'storefront/help-page.tsx' },
  component: lazyRouteComponent(() => import('./help-page.tsx'), 'HelpPage'),
})

const errorsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/docs/errors',
  head: () => ({ meta: [{ title: 'Errors · Chandlery' }] }),
  staticData: { page: 'storefront/errors-page.tsx' },
  component: lazyRouteComponent(() => import('./errors-page.tsx'), 'ErrorsPage'),
})

const getRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/get/$slug/$planId',
  ssr: 'data-only',
  validateSearch: (raw: Record<string, unknown>): { trial?: true } => (raw.trial ? { trial: true } : {}),
  beforeLoad: requireSignIn,
  loader: async ({ context, params }) => {
    await Promise.all([
      orNotFound(context.queryClient.ensureQueryData(listing(context.api, params.slug))),
      orNotFound(context.queryClient.ensureQueryData(terms(context.api, params.planId))),
    ])
  },
  head: () => ({ meta: [{ title: 'Terms · Chandlery' }] }),
  pendingComponent: PageSkeleton,
  component: lazyRouteComponent(() => import('./get-page.tsx'), 'GetPage'),
})

const checkoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/checkout/$slug/$planId',
  ssr: 'data-only',
  validateSearch: (raw: Record<string, unknown>): { price?: number } =>
    Number.isInteger(raw.price) ? { price: Number(raw.price) } : {},
  beforeLoad: requireSignIn,
  loader: async ({ context, params }) => {
    await Promise.all([
      orNotFound(context.queryClient.ensureQueryData(listing(context.api, params.slug))),
      orNotFound(context.queryClient.ensureQueryData(terms(context.api, params.planId))),
    ])
  },
  head: () => ({ meta: [{ title: 'Checkout · Chandlery' }] }),
  pendingComponent: PageSkeleton,
  component: lazyRouteComponent(() => import('./checkout-page.tsx'), 'CheckoutPage'),
})

const orderRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/orders/$orderId',
  ssr: 'data-only',
  beforeLoad: requireSignIn,
  head: () => ({ meta: [{ title: 'Your order · Chandlery' }] }),
  pendingComponent: PageSkeleton,
  component: lazyRouteComponent(() => import('./order-page.tsx'), 'OrderPage'),
})

const challengeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/pay/challenge/$paymentId',
  ssr: false,
  head: () => ({ meta: [{ title: 'Confirm the payment · Chandlery' }] }),
  pendingComponent: PageSkeleton,
  component: lazyRouteComponent(() => import('./challenge-page.tsx'), 'ChallengePage'),
})

/** Public pages, and the way from a product to its pull command. */
export const storefrontRoutes = [
  homeRoute,
  searchRoute,
  imageRoute,
  pluginRoute,
  publisherPageRoute,
  publishRoute,
  helpRoute,
  errorsRoute,
  getRoute,
  checkoutRoute,
  orderRoute,
  challengeRoute,
] as const
