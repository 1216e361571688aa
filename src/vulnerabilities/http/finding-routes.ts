import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { ProductId } from '../../catalog/index.ts'
import { cursorUnreadable } from '../domain/errors.ts'
import type { AfterImage, FindingId } from '../domain/product-finding.ts'
import { listAffectedImages } from '../list-affected-images.ts'
import { listFindings } from '../list-findings.ts'
import { reclassifyFinding } from '../reclassify-finding.ts'
import { showFinding } from '../show-finding.ts'
import { showFindingSubscription, subscribeToFindings } from '../subscribe-to-findings.ts'
import {
  AffectedImageView,
  affectedImageView,
  ProductFindingView,
  productFindingView,
  ShownFindingView,
  SubscriptionView,
  shownFindingView,
} from './finding-views.ts'

const tags = ['vulnerabilities']
const Uuid = Type.String({ format: 'uuid' })
const ByProduct = Type.Object({ productId: Uuid })
const ByFinding = Type.Object({ productId: Uuid, findingId: Uuid })
const ByVulnerability = Type.Object({
  vulnerability: Type.String({ minLength: 1, maxLength: 200, pattern: '^[!-~]+$' }),
})
const Class = Type.Object(
  { class: Type.Enum(['critical', 'major', 'minor']), reason: Type.String({ maxLength: 2000 }) },
  { additionalProperties: false },
)
const Cursor = Type.Object(
  { after: Type.Optional(Type.String({ maxLength: 4000, pattern: '^[A-Za-z0-9_-]+$' })) },
  { additionalProperties: false },
)

/** Findings of products. They are private to the publisher and to staff (STO-093). */
export function findingRoutes(app: FastifyInstance): void {
  app.get<{ Params: Static<typeof ByProduct> }>(
    '/products/:productId/findings',
    {
      schema: {
        tags,
        summary: "Show what is known to be vulnerable in a product's published versions (its publisher and staff)",
        params: ByProduct,
        response: { 200: Type.Object({ items: Type.Array(ProductFindingView) }) },
      },
    },
    async (request) => {
      const productId = request.params.productId as ProductId
      return { items: (await listFindings(request.ctx, { productId })).map(productFindingView) }
    },
  )
  app.get<{ Params: Static<typeof ByFinding> }>(
    '/products/:productId/findings/:findingId',
    {
      schema: {
        tags,
        summary: 'Show a finding and what happened to it (its publisher and staff)',
        params: ByFinding,
        response: { 200: ShownFindingView },
      },
    },
    async (request) => shownFindingView(await showFinding(request.ctx, idsOf(request.params))),
  )
  subscriptionRoutes(app)
  staffRoutes(app)
}

function subscriptionRoutes(app: FastifyInstance): void {
  const path = '/products/:productId/finding-subscription'
  app.get<{ Params: Static<typeof ByProduct> }>(
    path,
    {
      schema: {
        tags,
        summary: 'Show which findings of a product you want to be told of (members of its publisher)',
        params: ByProduct,
        response: { 200: SubscriptionView },
      },
    },
    async (request) => {
      const productId = request.params.productId as ProductId
      const classes = await showFindingSubscription(request.ctx, { productId })
      return { classes: [...(classes ?? ['critical', 'major', 'minor', 'unknown'])] }
    },
  )
  app.put<{ Params: Static<typeof ByProduct>; Body: SubscriptionView }>(
    path,
    {
      schema: {
        tags,
        summary: 'Choose which findings of a product you want to be told of (members of its publisher)',
        params: ByProduct,
        body: SubscriptionView,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const productId = request.params.productId as ProductId
      await subscribeToFindings(request.ctx, { productId, classes: request.body.classes })
      return reply.code(204).send()
    },
  )
}

function staffRoutes(app: FastifyInstance): void {
  app.put<{ Params: Static<typeof ByFinding>; Body: Static<typeof Class> }>(
    '/products/:productId/findings/:findingId/class',
    {
      schema: {
        tags,
        summary: 'Set the class of a finding, with a reason (security staff)',
        params: ByFinding,
        body: Class,
        response: { 200: ProductFindingView },
      },
    },
    async (request) =>
      productFindingView(await reclassifyFinding(request.ctx, { ...idsOf(request.params), ...request.body })),
  )
  app.get<{ Params: Static<typeof ByVulnerability>; Querystring: Static<typeof Cursor> }>(
    '/vulnerabilities/:vulnerability/images',
    {
      schema: {
        tags,
        summary: 'List every published image that a vulnerability affects (security staff)',
        params: ByVulnerability,
        querystring: Cursor,
        response: {
          200: Type.Object({ items: Type.Array(AffectedImageView), next: Type.Optional(Type.String()) }),
        },
      },
    },
    async (request) => {
      const { vulnerability } = request.params
      const { after } = request.query
      const { items, next } = await listAffectedImages(request.ctx, {
        vulnerability,
        ...(after !== undefined && { after: readCursor(after) }),
      })
      return { items: items.map(affectedImageView), ...(next && { next: writeCursor(next) }) }
    },
  )
}

const idsOf = ({ productId, findingId }: Static<typeof ByFinding>) => ({
  productId: productId as ProductId,
  findingId: findingId as FindingId,
})

function writeCursor({ productId, repository, tag, advisoryId, purl }: AfterImage): string {
  return Buffer.from(JSON.stringify([productId, repository, tag, advisoryId, purl])).toString('base64url')
}

function readCursor(text: string): AfterImage {
  const parts = partsOf(text)
  const [productId, repository, tag, advisoryId, purl] = parts
  if (parts.length !== 5 || productId === undefined || !uuid.test(productId) || parts.some(hasNul)) {
    throw cursorUnreadable()
  }
  return {
    productId: productId as ProductId,
    ...{ repository: repository ?? '', tag: tag ?? '', advisoryId: advisoryId ?? '', purl: purl ?? '' },
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const hasNul = (text: string): boolean => text.includes('\0')

function partsOf(text: string): string[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return Array.isArray(parsed) ? parsed.filter((part) => typeof part === 'string') : []
  } catch {
    return []
  }
}
