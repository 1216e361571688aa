import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { acceptAgreement } from '../accept-agreement.ts'
import { currentAgreement } from '../agreement/agreement.ts'
import { applyAsPublisher } from '../apply-as-publisher.ts'
import { acceptApplication, rejectApplication } from '../decide-application.ts'
import type { PublisherId } from '../domain/publisher.ts'
import { setCapabilities } from '../set-capabilities.ts'
import { listApplications, listMyPublishers, showPublicPublisher, showPublisher } from '../show-publisher.ts'
import { updateProfile } from '../update-profile.ts'
import { logoRoutes } from './logo-routes.ts'
import { memberRoutes } from './member-routes.ts'
import {
  AgreementView,
  agreementView,
  Profile,
  PublicPublisherView,
  PublisherView,
  publicPublisherView,
  publisherView,
  StateName,
} from './views.ts'

const tags = ['publishers']
const closed = { additionalProperties: false }
const ById = Type.Object({ id: Type.String({ format: 'uuid' }) })
const BySlug = Type.Object({ slug: Type.String({ maxLength: 100 }) })
const Application = Type.Object(
  {
    account: Type.String({ minLength: 1, maxLength: 100 }),
    companyName: Type.String({ minLength: 1, maxLength: 200 }),
    website: Type.String({ minLength: 1, maxLength: 300 }),
    message: Type.String({ minLength: 1, maxLength: 5000 }),
  },
  closed,
)
const Rejection = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 2000 }) }, closed)
const Accepted = Type.Object({ version: Type.String(), hash: Type.String() }, closed)
const Capabilities = Type.Object({ byolUngated: Type.Boolean(), byolGated: Type.Boolean() }, closed)
const ByState = Type.Object({ state: Type.Optional(StateName) }, closed)
const Publishers = Type.Object({ items: Type.Array(PublisherView) })

const idOf = (params: Static<typeof ById>) => params.id as PublisherId

/** All calls about publishers. */
export function publishersRoutes(app: FastifyInstance): void {
  publicRoutes(app)
  programmeRoutes(app)
  reviewRoutes(app)
  memberRoutes(app)
  logoRoutes(app)
}

function publicRoutes(app: FastifyInstance): void {
  app.get(
    '/publisher-agreement',
    { schema: { tags, summary: 'Read the publisher agreement', response: { 200: AgreementView } } },
    async () => agreementView(currentAgreement),
  )
  app.get<{ Params: Static<typeof BySlug> }>(
    '/public-publishers/:slug',
    {
      schema: {
        tags,
        summary: 'Show a publisher as customers see it',
        params: BySlug,
        response: { 200: PublicPublisherView },
      },
    },
    async (request) => publicPublisherView(await showPublicPublisher(request.ctx, request.params)),
  )
}

function programmeRoutes(app: FastifyInstance): void {
  app.post<{ Body: Static<typeof Application> }>(
    '/publishers',
    { schema: { tags, summary: 'Apply as a publisher', body: Application, response: { 201: PublisherView } } },
    async (request, reply) => {
      const publisher = await applyAsPublisher(request.ctx, request.body)
      return reply.code(201).send(publisherView(await showPublisher(request.ctx, { id: publisher.id })))
    },
  )
  app.get(
    '/publishers/mine',
    { schema: { tags, summary: 'List the publishers that you belong to', response: { 200: Publishers } } },
    async (request) => ({ items: (await listMyPublishers(request.ctx)).map(publisherView) }),
  )
  app.get<{ Params: Static<typeof ById> }>(
    '/publishers/:id',
    {
      schema: { tags, summary: 'Show a publisher (members, staff)', params: ById, response: { 200: PublisherView } },
    },
    async (request) => publisherView(await showPublisher(request.ctx, { id: idOf(request.params) })),
  )
  app.post<{ Params: Static<typeof ById>; Body: Static<typeof Accepted> }>(
    '/publishers/:id/agreement',
    {
      schema: { tags, summary: 'Accept the agreement', params: ById, body: Accepted, response: { 200: PublisherView } },
    },
    async (request) => {
      const id = idOf(request.params)
      await acceptAgreement(request.ctx, { publisherId: id, ...request.body })
      return publisherView(await showPublisher(request.ctx, { id }))
    },
  )
  app.put<{ Params: Static<typeof ById>; Body: Static<typeof Profile> }>(
    '/publishers/:id/profile',
    {
      schema: { tags, summary: 'Save the profile', params: ById, body: Profile, response: { 200: PublisherView } },
    },
    async (request) => {
      const id = idOf(request.params)
      await updateProfile(request.ctx, { publisherId: id, profile: request.body })
      return publisherView(await showPublisher(request.ctx, { id }))
    },
  )
}

function reviewRoutes(app: FastifyInstance): void {
  app.get<{ Querystring: Static<typeof ByState> }>(
    '/publishers',
    {
      schema: {
        tags,
        summary: 'List publishers by state (moderators)',
        querystring: ByState,
        response: { 200: Publishers },
      },
    },
    async (request) => {
      const shown = await listApplications(request.ctx, { state: request.query.state ?? 'applied' })
      return { items: shown.map(publisherView) }
    },
  )
  app.post<{ Params: Static<typeof ById> }>(
    '/publishers/:id/accept',
    {
      schema: { tags, summary: 'Accept an application (moderators)', params: ById, response: { 200: PublisherView } },
    },
    async (request) =>
      publisherView({ publisher: await acceptApplication(request.ctx, { publisherId: idOf(request.params) }) }),
  )
  app.post<{ Params: Static<typeof ById>; Body: Static<typeof Rejection> }>(
    '/publishers/:id/reject',
    {
      schema: {
        tags,
        summary: 'Reject an application (moderators)',
        params: ById,
        body: Rejection,
        response: { 200: PublisherView },
      },
    },
    async (request) => {
      const input = { publisherId: idOf(request.params), reason: request.body.reason }
      return publisherView({ publisher: await rejectApplication(request.ctx, input) })
    },
  )
  app.put<{ Params: Static<typeof ById>; Body: Static<typeof Capabilities> }>(
    '/publishers/:id/capabilities',
    {
      schema: {
        tags,
        summary: 'Allow licences sold outside the store (moderators)',
        params: ById,
        body: Capabilities,
        response: { 200: PublisherView },
      },
    },
    async (request) => {
      const input = { publisherId: idOf(request.params), capabilities: request.body }
      return publisherView({ publisher: await setCapabilities(request.ctx, input) })
    },
  )
}
