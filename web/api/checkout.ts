import { queryOptions } from '@tanstack/react-query'
import type { ApiClient } from './client.ts'
import type {
  ByolOrderWithTermsView,
  Items,
  OrderView,
  QuoteView,
  ReceiptView,
  SimulatedPaymentView,
  SubscriptionView,
} from './views.ts'

const inPath = encodeURIComponent

export interface QuoteRequest {
  readonly planId: string
  readonly account: string
  readonly period: string
  readonly currency: string
  readonly country: string
}

/** Price and tax as the store computes them; the order freezes the same numbers. */
export const quote = (api: ApiClient, request: QuoteRequest) =>
  queryOptions({
    queryKey: ['quote', request],
    queryFn: () => api.post<QuoteView>('/quotes', request),
    enabled: request.country !== '',
    staleTime: 60_000,
  })

export const order = (api: ApiClient, id: string) =>
  queryOptions({ queryKey: ['orders', id], queryFn: () => api.get<OrderView>(`/orders/${inPath(id)}`) })

export const simulatedPayment = (api: ApiClient, id: string) =>
  queryOptions({
    queryKey: ['simulated-payment', id],
    queryFn: () => api.get<SimulatedPaymentView>(`/simulated-payments/${inPath(id)}`),
  })

export const subscriptions = (api: ApiClient, account: string) =>
  queryOptions({
    queryKey: ['subscriptions', account],
    queryFn: () => api.get<Items<SubscriptionView>>('/subscriptions', { account }),
  })

export const receipts = (api: ApiClient, account: string) =>
  queryOptions({
    queryKey: ['receipts', account],
    queryFn: () => api.get<Items<ReceiptView>>('/receipts', { account }),
  })

export const byolOrder = (api: ApiClient, token: string) =>
  queryOptions({
    queryKey: ['byol-order', token],
    queryFn: () => api.get<ByolOrderWithTermsView>(`/byol-orders/${inPath(token)}`),
  })
