import { queryOptions } from '@tanstack/react-query'
import type { DeliveryDetailView, DeliveryPageView, DeliveryView, WebhookView } from '../../src/webhooks/http/views.ts'
import type { ApiClient } from './client.ts'
import type { Items } from './views.ts'

export type { DeliveryDetailView, DeliveryPageView, DeliveryView, WebhookView }

const inPath = encodeURIComponent

export const webhooksPath = (publisherId: string) => `/publishers/${inPath(publisherId)}/webhooks`

export const webhookPath = (publisherId: string, webhookId: string) =>
  `${webhooksPath(publisherId)}/${inPath(webhookId)}`

export const webhooks = (api: ApiClient, publisherId: string) =>
  queryOptions({
    queryKey: ['publisher', publisherId, 'webhooks'],
    queryFn: () => api.get<Items<WebhookView>>(webhooksPath(publisherId)),
  })

/** While something waits for an attempt within a minute, the log is asked again and again. */
export const deliveries = (api: ApiClient, publisherId: string, webhookId: string, before?: string) =>
  queryOptions({
    queryKey: ['webhook', webhookId, 'deliveries', before ?? 'newest'],
    queryFn: () =>
      api.get<DeliveryPageView>(`${webhookPath(publisherId, webhookId)}/deliveries`, before ? { before } : undefined),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === 'waiting') ? 3000 : false),
  })

export const delivery = (api: ApiClient, publisherId: string, webhookId: string, deliveryId: string) =>
  queryOptions({
    queryKey: ['webhook', webhookId, 'delivery', deliveryId],
    queryFn: () =>
      api.get<DeliveryDetailView>(`${webhookPath(publisherId, webhookId)}/deliveries/${inPath(deliveryId)}`),
  })
