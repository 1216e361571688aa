import type { QueryClient } from '@tanstack/react-query'
import { useRouteContext } from '@tanstack/react-router'
import type { ApiClient } from './client.ts'

/** What pages may know about the store that serves them. */
export interface StoreFacts {
  readonly publicUrl: string
  readonly registryHost: string
  readonly storeName: string
  readonly demo: boolean
}

/** Context of every route: loaders get it as `context`, components through the hooks below. */
export interface PageContext {
  readonly api: ApiClient
  readonly queryClient: QueryClient
  readonly store: StoreFacts
}

export function useApi(): ApiClient {
  return useRouteContext({ from: '__root__', select: (context) => context.api })
}

export function useStore(): StoreFacts {
  return useRouteContext({ from: '__root__', select: (context) => context.store })
}
