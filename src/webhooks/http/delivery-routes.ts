import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { DeliveryId } from '../domain/webhook.ts'
import { listDeliveries, showDelivery } from '../list-deliveries.ts'
import { redeliverWebhook } from '../redeliver-webhook.ts'
import { testWebhook } from '../test-webhook.ts'
import { ByWebhook, webhookOf } from './by-webhook.ts'
import { DeliveryDetailView, DeliveryPageView, DeliveryView, deliveryDetailView, deliveryView } from './views.ts'

const tags = ['webhooks']
const ByDelivery = Type.Object({ ...ByWebhook.properties, deliveryId: Type.String({ format: 'uuid' }) })
const Page = Type.Object({ before: Type.Optional(Type.String({ format: 'uuid' })) }, { additionalProperties: false })

/** The delivery log of a webhook, and sending by hand. */
export function deliveryRoutes(app: FastifyInstance): void {
  logRoutes(app)
  sendingRoutes(app)
}

function logRoutes(app: FastifyInstance): void {
  app.get<{ Params: Static<typeof ByWebhook>; Querystring: Static<typeof Page> }>(
    '/publishers/:id/webhooks/:webhookId/deliveries',
    {
      schema: {
        tags,
        summary: 'List what was sent in the last 30 days, newest first',
        params: ByWebhook,
        querystring: Page,
        response: { 200: DeliveryPageView },
      },
    },
    async ({ ctx, params, query }) => {
      const { before } = query
      const page = await listDeliveries(ctx, {
        ...webhookOf(params),
        ...(before !== undefined && { before: before as DeliveryId }),
      })
      return { items: page.deliveries.map(deliveryView), next: page.next ?? null }
    },
  )
  app.get<{ Params: Static<typeof ByDelivery> }>(
    '/publishers/:id/webhooks/:webhookId/deliveries/:deliveryId',
    {
      schema: {
        tags,
        summary: 'Show a delivery with what was sent and answered',
        params: ByDelivery,
        response: { 200: DeliveryDetailView },
      },
    },
    async ({ ctx, params }) =>
      deliveryDetailView(
        await showDelivery(ctx, { ...webhookOf(params), deliveryId: params.deliveryId as DeliveryId }),
      ),
  )
}

function sendingRoutes(app: FastifyInstance): void {
  app.post<{ Params: Static<typeof ByWebhook> }>(
    '/publishers/:id/webhooks/:webhookId/test',
    {
      schema: { tags, summary: 'Send a test delivery', params: ByWebhook, response: { 202: DeliveryView } },
    },
    async ({ ctx, params }, reply) => reply.code(202).send(deliveryView(await testWebhook(ctx, webhookOf(params)))),
  )
  app.post<{ Params: Static<typeof ByDelivery> }>(
    '/publishers/:id/webhooks/:webhookId/deliveries/:deliveryId/redeliver',
    {
      schema: { tags, summary: 'Send a delivery again', params: ByDelivery, response: { 202: DeliveryView } },
    },
    async ({ ctx, params }, reply) => {
      const input = { ...webhookOf(params), deliveryId: params.deliveryId as DeliveryId }
      return reply.code(202).send(deliveryView(await redeliverWebhook(ctx, input)))
    },
  )
}
