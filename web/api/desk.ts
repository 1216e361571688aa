import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { AuditPageView } from '../../src/audit/http/views.ts'
import type { CollectionView, ContentHoldListView, StoredHealthView } from '../../src/registry/http/views.ts'
import type { AdvisoryFeedsView, ScanView } from '../../src/vulnerabilities/http/views.ts'
import type { ApiClient, Query } from './client.ts'
import type { StorageListView } from './publishing-views.ts'
import type {
  AdminListingView,
  PublisherView,
  StaffView,
  SubmissionDetailView,
  SubmissionView,
} from './review-views.ts'
import type { Items } from './views.ts'

export const queue = (api: ApiClient, state: string) =>
  queryOptions({
    queryKey: ['submissions', state],
    queryFn: () => api.get<Items<SubmissionView> & { readonly total: number }>('/submissions', { state }),
    refetchInterval: 30_000,
  })

export const submission = (api: ApiClient, id: string) =>
  queryOptions({
    queryKey: ['submission', id],
    queryFn: () => api.get<SubmissionDetailView>(`/submissions/${encodeURIComponent(id)}`),
    // Scans finish while the page is open.
    refetchInterval: ({ state }) =>
      state.data?.images.some(({ scan }) => scan.state === 'queued' || scan.state === 'scanning') ? 2000 : false,
  })

export const applications = (api: ApiClient, state: string) =>
  queryOptions({
    queryKey: ['applications', state],
    queryFn: () => api.get<Items<PublisherView>>('/publishers', { state }),
  })

export const adminListings = (api: ApiClient) =>
  queryOptions({ queryKey: ['admin-listings'], queryFn: () => api.get<Items<AdminListingView>>('/listings-admin') })

export const auditTrail = (api: ApiClient, query: Query) =>
  queryOptions({ queryKey: ['audit', query], queryFn: () => api.get<AuditPageView>('/audit', query) })

export const staffList = (api: ApiClient) =>
  queryOptions({ queryKey: ['staff'], queryFn: () => api.get<Items<StaffView>>('/staff') })

export const advisoryFeeds = (api: ApiClient) =>
  queryOptions({
    queryKey: ['advisories'],
    queryFn: () => api.get<AdvisoryFeedsView>('/advisories'),
    refetchInterval: ({ state }) =>
      state.data?.feeds.some(({ latest }) => latest?.state === 'running') ? 2000 : 30_000,
  })

export const collection = (api: ApiClient) =>
  queryOptions({
    queryKey: ['collection'],
    queryFn: () => api.get<CollectionView>('/registry/collection'),
    refetchInterval: ({ state }) => (state.data?.running ? 5000 : 30_000),
  })

export const storedHealth = (api: ApiClient) =>
  queryOptions({ queryKey: ['stored-health'], queryFn: () => api.get<StoredHealthView>('/registry/damage') })

export const contentHolds = (api: ApiClient) =>
  queryOptions({ queryKey: ['content-holds'], queryFn: () => api.get<ContentHoldListView>('/registry/holds') })

export const scan = (api: ApiClient, repository: string, reference: string) =>
  queryOptions({
    queryKey: ['scan', repository, reference],
    queryFn: () => api.get<ScanView>('/scans', { repository, reference }),
    refetchInterval: ({ state }) => (state.data?.state === 'queued' || state.data?.state === 'scanning' ? 2000 : false),
  })

/** What each publisher keeps, page by page. */
export const storages = (api: ApiClient) =>
  infiniteQueryOptions({
    queryKey: ['storage'],
    queryFn: ({ pageParam }) => api.get<StorageListView>('/storage', pageParam === '' ? {} : { after: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page: StorageListView) => page.next,
  })
