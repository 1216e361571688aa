import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { createWebhook } from '../create-webhook.ts'
import type { OwnerId } from '../domain/webhook.ts'
import { listWebhooks } from '../list-webhooks.ts'
import { removeWebhook } from '../remove-webhook.ts'
import { rotateWebhookSecret } from '../rotate-webhook-secret.ts'
import { updateWebhook } from '../update-webhook.ts'
import { ByWebhook, webhookOf } from './by-webhook.ts'
import { deliveryRoutes } from './delivery-routes.ts'
import { EventName, NewWebhookView, SecretView, StateName, WebhookListView, WebhookView, webhookView } from './views.ts'

const tags = ['webhooks']
const closed = { additionalProperties: false }
const ByPublisher = Type.Object({ id: Type.String({ format: 'uuid' }) })
const wish = {
  address: Type.String({ minLength: 1, maxLength: 2000 }),
  events: Type.Array(EventName, { maxItems: 5, uniqueItems: true }),
  repository: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 255 }), Type.Null()])),
}
const NewWebhook = Type.Object(wish, closed)
const ChangedWebhook = Type.Object({ ...wish, state: StateName }, closed)

const wishOf = ({ address, events, repository }: Static<typeof NewWebhook>) => ({
  address: address.trim(),
  events,
  ...(repository && { repository: repository.trim() }),
})

/** Webhooks of a publisher, for its owners and editors. */
export function webhookRoutes(app: FastifyInstance): void {
  collectionRoutes(app)
  memberRoutes(app)
  deliveryRoutes(app)
}

function collectionRoutes(app: FastifyInstance): void {
  app.get<{ Params: Static<typeof ByPublisher> }>(
    '/publishers/:id/webhooks',
    { schema: { tags, summary: 'List your webhooks', params: ByPublisher, response: { 200: WebhookListView } } },
    async ({ ctx, params }) => ({
      items: (await listWebhooks(ctx, { publisherId: params.id as OwnerId })).map(webhookView),
    }),
  )
  app.post<{ Params: Static<typeof ByPublisher>; Body: Static<typeof NewWebhook> }>(
    '/publishers/:id/webhooks',
    {
      schema: {
        tags,
        summary: 'Add a webhook; the answer holds its secret, this once',
        params: ByPublisher,
        body: NewWebhook,
        response: { 201: NewWebhookView },
      },
    },
    async ({ ctx, params, body }, reply) => {
      const { webhook, secret } = await createWebhook(ctx, { publisherId: params.id as OwnerId, ...wishOf(body) })
      return reply.code(201).send({ webhook: webhookView(webhook), secret })
    },
  )
}

function memberRoutes(app: FastifyInstance): void {
  app.put<{ Params: Static<typeof ByWebhook>; Body: Static<typeof ChangedWebhook> }>(
    '/publishers/:id/webhooks/:webhookId',
    {
      schema: {
        tags,
        summary: 'Change, pause or resume a webhook',
        params: ByWebhook,
        body: ChangedWebhook,
        response: { 200: WebhookView },
      },
    },
    async ({ ctx, params, body }) =>
      webhookView(await updateWebhook(ctx, { ...webhookOf(params), ...wishOf(body), state: body.state })),
  )
  app.delete<{ Params: Static<typeof ByWebhook> }>(
    '/publishers/:id/webhooks/:webhookId',
    {
      schema: { tags, summary: 'Remove a webhook with its log', params: ByWebhook, response: { 204: Type.Null() } },
    },
    async ({ ctx, params }, reply) => {
      await removeWebhook(ctx, webhookOf(params))
      return reply.code(204).send()
    },
  )
  app.post<{ Params: Static<typeof ByWebhook> }>(
    '/publishers/:id/webhooks/:webhookId/rotate-secret',
    {
      schema: {
        tags,
        summary: 'Take a new secret; the old one signs too for a day',
        params: ByWebhook,
        response: { 201: SecretView },
      },
    },
    async ({ ctx, params }, reply) =>
      reply.code(201).send({ secret: await rotateWebhookSecret(ctx, webhookOf(params)) }),
  )
}
