import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { ProductId } from '../../catalog/index.ts'
import type { NotificationId } from '../domain/notification.ts'
import { setPreferences, setProductNotices, showPreferences } from '../set-preferences.ts'
import { readAllMessages, readMessage, showInbox } from '../show-inbox.ts'
import { InboxView, inboxItemView, PreferencesView, preferencesView } from './views.ts'

const tags = ['notifications']
const closed = { additionalProperties: false }
const ById = Type.Object({ id: Type.String({ format: 'uuid' }) })
const ByProduct = Type.Object({ productId: Type.String({ format: 'uuid' }) })
const Preferences = Type.Object({ newsByMail: Type.Boolean() }, closed)
const Notices = Type.Object({ notices: Type.Boolean() }, closed)

/** Inbox and preferences of whoever is signed in. */
export function notificationsRoutes(app: FastifyInstance): void {
  inboxRoutes(app)
  preferenceRoutes(app)
}

function inboxRoutes(app: FastifyInstance): void {
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
  app.post(
    '/inbox/read-all',
    { schema: { tags, summary: 'Mark all messages as read', response: { 204: Type.Null() } } },
    async (request, reply) => {
      await readAllMessages(request.ctx)
      return reply.code(204).send()
    },
  )
}

function preferenceRoutes(app: FastifyInstance): void {
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
    async (request) => preferencesView(await setPreferences(request.ctx, request.body)),
  )
  app.put<{ Params: Static<typeof ByProduct>; Body: Static<typeof Notices> }>(
    '/notification-preferences/:productId',
    {
      schema: {
        tags,
        summary: 'Opt in to, or out of, notices about a product',
        params: ByProduct,
        body: Notices,
        response: { 200: PreferencesView },
      },
    },
    async ({ ctx, params, body }) =>
      preferencesView(
        await setProductNotices(ctx, { productId: params.productId as ProductId, notices: body.notices }),
      ),
  )
}
