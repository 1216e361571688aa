import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { ProductId } from '../../catalog/index.ts'
import type { NotificationId } from '../domain/notification.ts'
import { setPreferences, showPreferences } from '../set-preferences.ts'
import { readMessage, showInbox } from '../show-inbox.ts'
import { InboxView, inboxItemView, PreferencesView, preferencesView } from './views.ts'

const tags = ['notifications']
const closed = { additionalProperties: false }
const ById = Type.Object({ id: Type.String({ format: 'uuid' }) })
const Preferences = Type.Object(
  {
    newsByMail: Type.Optional(Type.Boolean()),
    products: Type.Optional(
      Type.Array(Type.Object({ productId: Type.String({ format: 'uuid' }), notices: Type.Boolean() }, closed), {
        maxItems: 200,
      }),
    ),
  },
  closed,
)

/** Inbox and preferences of whoever is signed in. */
export function notificationsRoutes(app: FastifyInstance): void {
  app.get('/inbox', { schema: { tags, summary: 'Show your inbox', response: { 200: InboxView } } }, async (request) => {
    const { items, unread } = await showInbox(request.ctx)
    return { items: items.map(inboxItemView), unread }
  })
  app.post<{ Params: Static<typeof ById> }>(
    '/inbox/:id/read',
    { schema: { tags, summary: 'Mark a message as read', params: ById, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await readMessage(request.ctx, { id: request.params.id as NotificationId })
      return reply.code(204).send()
    },
  )
  app.get(
    '/notification-preferences',
    { schema: { tags, summary: 'Show what you want to be told', response: { 200: PreferencesView } } },
    async (request) => preferencesView(await showPreferences(request.ctx)),
  )
  app.put<{ Body: Static<typeof Preferences> }>(
    '/notification-preferences',
    {
      schema: {
        tags,
        summary: 'Choose what you want to be told',
        body: Preferences,
        response: { 200: PreferencesView },
      },
    },
    async (request) => {
      const { newsByMail, products } = request.body
      const preferences = await setPreferences(request.ctx, {
        ...(newsByMail !== undefined && { newsByMail }),
        ...(products && { products: products.map((p) => ({ ...p, productId: p.productId as ProductId })) }),
      })
      return preferencesView(preferences)
    },
  )
}
