import { type DehydratedState, dehydrate, hydrate, QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { accountRoutes } from './account/routes.tsx'
import { adminRoutes } from './admin/routes.tsx'
import type { ApiClient } from './api/client.ts'
import type { StoreFacts } from './api/context.tsx'
import { isNotFound, isSignInNeeded } from './api/problem.ts'
import { publisherRoutes } from './publisher/routes.tsx'
import { rootRoute } from './root.tsx'
import { storefrontRoutes } from './storefront/routes.tsx'
import { ErrorPage } from './ui/error-page.tsx'
import { NotFoundPage } from './ui/not-found-page.tsx'
import { PageSkeleton } from './ui/skeletons.tsx'

const routeTree = rootRoute.addChildren([...storefrontRoutes, ...accountRoutes, ...publisherRoutes, ...adminRoutes])

export interface RouterSetup {
  readonly api: ApiClient
  /** Known on the server; the browser learns it from the page. */
  readonly store?: StoreFacts
  /** Nonce of the content-security-policy of this page. */
  readonly nonce: string
}

interface PageData {
  readonly store: StoreFacts
  readonly queries: DehydratedState
}

const unknownStore: StoreFacts = { publicUrl: '', registryHost: '', storeName: 'Chandlery', demo: false }

/** One router per page load: one per request on the server, one in the browser. */
export function createStoreRouter({ api, store, nonce }: RouterSetup) {
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: {
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 2 && !isNotFound(error) && !isSignInNeeded(error),
      },
    },
  })
  const context = { api, queryClient, store: store ?? unknownStore }
  const router = createRouter({
    routeTree,
    context,
    ssr: { nonce },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: typeof document !== 'undefined',
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    defaultPendingComponent: PageSkeleton,
    dehydrate: () => ({ store: context.store, queries: dehydrate(queryClient) }) as never,
    hydrate: (data: unknown) => {
      const sent = data as PageData
      hydrate(queryClient, sent.queries)
      context.store = sent.store
      router.update({ context: { ...context } } as never)
    },
  })
  return router
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createStoreRouter>
  }
  interface StaticDataRouteOption {
    /** Source file of a lazily loaded page that the server renders, so that its files are announced in the HTML. */
    page?: string
  }
}
