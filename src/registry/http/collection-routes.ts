import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { heldContent } from '../domain/content-hold.ts'
import { holdContent } from '../hold-content.ts'
import { listContentHolds } from '../list-content-holds.ts'
import { previewCollection } from '../preview-collection.ts'
import { releaseContent } from '../release-content.ts'
import { showCollection } from '../show-collection.ts'
import { startCollection } from '../start-collection.ts'
import { stopCollection } from '../stop-collection.ts'
import {
  CollectionPreviewView,
  CollectionView,
  ContentHoldListView,
  ContentHoldView,
  collectionView,
  contentHoldView,
  previewView,
} from './views.ts'

const HoldBody = Type.Object(
  {
    content: Type.String({ minLength: 1, maxLength: 255, description: 'A digest, or the name of a repository.' }),
    reason: Type.String({ minLength: 1, maxLength: 1000, description: 'Why; shown to whoever is refused.' }),
  },
  { additionalProperties: false },
)
const HoldParams = Type.Object({ id: Type.String({ maxLength: 64 }) })

/** Garbage collection for operators, and holds on content for staff. */
export function collectionRoutes(app: FastifyInstance): void {
  runRoutes(app)
  holdRoutes(app)
}

function runRoutes(app: FastifyInstance): void {
  const tags = ['registry']
  app.get(
    '/registry/collection',
    {
      schema: {
        tags,
        summary: 'Show what the registry holds and how garbage collection goes (operators)',
        response: { 200: CollectionView },
      },
    },
    async (request) => collectionView(await showCollection(request.ctx)),
  )
  app.post(
    '/registry/collection/preview',
    {
      schema: {
        tags,
        summary: 'Say what a garbage collection would remove now, without removing it (operators)',
        response: { 200: CollectionPreviewView },
      },
    },
    async (request) => previewView(await previewCollection(request.ctx)),
  )
  app.post(
    '/registry/collection/start',
    { schema: { tags, summary: 'Start a garbage collection now (operators)', response: { 202: Type.Object({}) } } },
    async (request, reply) => {
      await startCollection(request.ctx)
      return reply.code(202).send({})
    },
  )
  app.post(
    '/registry/collection/stop',
    {
      schema: {
        tags,
        summary: 'Stop the garbage collection that is running, after its present batch (operators)',
        response: { 202: Type.Object({}) },
      },
    },
    async (request, reply) => {
      await stopCollection(request.ctx)
      return reply.code(202).send({})
    },
  )
}

function holdRoutes(app: FastifyInstance): void {
  const tags = ['registry']
  app.get(
    '/registry/holds',
    {
      schema: {
        tags,
        summary: 'List holds on content, open ones first (moderators and security staff)',
        response: { 200: ContentHoldListView },
      },
    },
    async (request) => ({ items: (await listContentHolds(request.ctx)).map(contentHoldView) }),
  )
  app.post<{ Body: Static<typeof HoldBody> }>(
    '/registry/holds',
    {
      schema: {
        tags,
        summary: 'Keep content from being deleted or collected (moderators and security staff)',
        body: HoldBody,
        response: { 201: ContentHoldView },
      },
    },
    async (request, reply) => {
      const { content, reason } = request.body
      const hold = await holdContent(request.ctx, { content: heldContent(content.trim()), reason: reason.trim() })
      return reply.code(201).send(contentHoldView(hold))
    },
  )
  app.post<{ Params: Static<typeof HoldParams> }>(
    '/registry/holds/:id/release',
    {
      schema: {
        tags,
        summary: 'Release held content (moderators and security staff)',
        params: HoldParams,
        response: { 200: ContentHoldView },
      },
    },
    async (request) => contentHoldView(await releaseContent(request.ctx, { holdId: request.params.id })),
  )
}
