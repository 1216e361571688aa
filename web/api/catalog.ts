import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { ApiClient, Query } from './client.ts'
import type {
  CategoryView,
  EntitlementView,
  HomeView,
  Items,
  ListingView,
  PublicPublisherView,
  SearchView,
  Suggestion,
  TermsView,
  VersionView,
} from './views.ts'

const inPath = encodeURIComponent

export const home = (api: ApiClient) =>
  queryOptions({ queryKey: ['home'], queryFn: () => api.get<HomeView>('/home'), staleTime: 60_000 })

export const categories = (api: ApiClient) =>
  queryOptions({
    queryKey: ['categories'],
    queryFn: () => api.get<Items<CategoryView>>('/categories'),
    staleTime: 300_000,
  })

export const listings = (api: ApiClient, query: Query) =>
  queryOptions({
    queryKey: ['listings', query],
    queryFn: () => api.get<SearchView>('/listings', query),
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  })

export const suggestions = (api: ApiClient, q: string) =>
  queryOptions({
    queryKey: ['suggestions', q],
    queryFn: () => api.get<Items<Suggestion>>('/listings/suggest', { q }),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })

export const listing = (api: ApiClient, slug: string) =>
  queryOptions({
    queryKey: ['listing', slug],
    queryFn: () => api.get<ListingView>(`/listings/${inPath(slug)}`),
    staleTime: 30_000,
  })

export const entitlement = (api: ApiClient, slug: string) =>
  queryOptions({
    queryKey: ['listing', slug, 'entitlement'],
    queryFn: () => api.get<EntitlementView>(`/listings/${inPath(slug)}/entitlement`),
  })

/** Versions are for entitled customers, or for everyone when a plan is open to all (STO-132). */
export const versions = (api: ApiClient, slug: string) =>
  queryOptions({
    queryKey: ['listing', slug, 'versions'],
    queryFn: () => api.get<Items<VersionView>>(`/listings/${inPath(slug)}/versions`),
    retry: false,
  })

export const terms = (api: ApiClient, planId: string) =>
  queryOptions({
    queryKey: ['terms', planId],
    queryFn: () => api.get<TermsView>(`/plans/${inPath(planId)}/terms`),
  })

export const publicPublisher = (api: ApiClient, slug: string) =>
  queryOptions({
    queryKey: ['public-publisher', slug],
    queryFn: () => api.get<PublicPublisherView>(`/public-publishers/${inPath(slug)}`),
    staleTime: 60_000,
  })
