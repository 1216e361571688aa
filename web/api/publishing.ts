import { queryOptions } from '@tanstack/react-query'
import type { ApiClient } from './client.ts'
import type { EditorView, ProductView, RepositoryView, StorageView, TagView } from './publishing-views.ts'
import type { PublisherView, SubmissionView } from './review-views.ts'
import type { ByolOrderView, Items } from './views.ts'

const inPath = encodeURIComponent

export const myPublishers = (api: ApiClient) =>
  queryOptions({ queryKey: ['my-publishers'], queryFn: () => api.get<Items<PublisherView>>('/publishers/mine') })

export interface AgreementView {
  readonly version: string
  readonly title: string
  readonly html: string
  readonly hash: string
}

export const publisherAgreement = (api: ApiClient) =>
  queryOptions({
    queryKey: ['publisher-agreement'],
    queryFn: () => api.get<AgreementView>('/publisher-agreement'),
    staleTime: 300_000,
  })

export const products = (api: ApiClient, publisherId: string) =>
  queryOptions({
    queryKey: ['publisher', publisherId, 'products'],
    queryFn: () => api.get<Items<ProductView>>(`/publishers/${inPath(publisherId)}/products`),
  })

export const editor = (api: ApiClient, productId: string) =>
  queryOptions({
    queryKey: ['product', productId],
    queryFn: () => api.get<EditorView>(`/products/${inPath(productId)}`),
  })

export const productSubmissions = (api: ApiClient, productId: string) =>
  queryOptions({
    queryKey: ['product', productId, 'submissions'],
    queryFn: () => api.get<Items<SubmissionView>>(`/products/${inPath(productId)}/submissions`),
  })

export const repositories = (api: ApiClient, namespace: string) =>
  queryOptions({
    queryKey: ['repositories', namespace],
    queryFn: () => api.get<Items<RepositoryView>>('/repositories', { namespace }),
  })

export const tags = (api: ApiClient, repository: string) =>
  queryOptions({
    queryKey: ['tags', repository],
    queryFn: () => api.get<Items<TagView>>('/tags', { repository }),
  })

export interface PublisherMemberView {
  readonly name: string
  readonly fullName?: string
  readonly role: 'viewer' | 'editor' | 'owner'
}

export const publisherMembers = (api: ApiClient, publisherId: string) =>
  queryOptions({
    queryKey: ['publisher', publisherId, 'members'],
    queryFn: () => api.get<Items<PublisherMemberView>>(`/publishers/${inPath(publisherId)}/members`),
  })

export const byolOrders = (api: ApiClient, publisherId: string) =>
  queryOptions({
    queryKey: ['publisher', publisherId, 'byol-orders'],
    queryFn: () => api.get<Items<ByolOrderView>>(`/publishers/${inPath(publisherId)}/byol-orders`),
  })

/** How much of its quota a publisher uses. */
export const storage = (api: ApiClient, namespace: string) =>
  queryOptions({
    queryKey: ['storage', namespace],
    queryFn: () => api.get<StorageView>(`/storage/${inPath(namespace)}`),
  })
