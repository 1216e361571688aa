import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { createProduct } from '../create-product.ts'
import type { OwnerId, ProductId } from '../domain/listing.ts'
import { listProducts } from '../list-products.ts'
import { previewProduct } from '../preview-product.ts'
import { renderText } from '../render-text.ts'
import { saveDraft } from '../save-draft.ts'
import { showProduct } from '../show-product.ts'
import { DraftBody, manifestInput } from './manifest-view.ts'
import { EditorView, editorView, ListingView, listingView, ProductView, productView } from './views.ts'

const PublisherParams = Type.Object({ publisherId: Type.String({ format: 'uuid' }) })
const ProductParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
const NameBody = Type.Object({ name: Type.String({ maxLength: 200 }) }, { additionalProperties: false })
const MarkdownBody = Type.Object({ markdown: Type.String() }, { additionalProperties: false })

type ByPublisher = { Params: Static<typeof PublisherParams> }
type ByProduct = { Params: Static<typeof ProductParams> }

/** The publisher's side: products, drafts, previews. */
export function productRoutes(app: FastifyInstance): void {
  const tags = ['catalog']

  app.post<ByPublisher & { Body: Static<typeof NameBody> }>(
    '/publishers/:publisherId/products',
    {
      schema: {
        tags,
        summary: 'Begin a product',
        params: PublisherParams,
        body: NameBody,
        response: { 201: ProductView },
      },
    },
    async (request, reply) => {
      const publisherId = request.params.publisherId as OwnerId
      const overview = await createProduct(request.ctx, { publisherId, name: request.body.name })
      return reply.code(201).send(productView(overview))
    },
  )

  app.get<ByPublisher>(
    '/publishers/:publisherId/products',
    {
      schema: {
        tags,
        summary: "A publisher's products with their status",
        params: PublisherParams,
        response: { 200: Type.Object({ items: Type.Array(ProductView) }) },
      },
    },
    async (request) => {
      const products = await listProducts(request.ctx, { publisherId: request.params.publisherId as OwnerId })
      return { items: products.map(productView) }
    },
  )

  app.get<ByProduct>(
    '/products/:id',
    {
      schema: {
        tags,
        summary: 'A product as its editor shows it',
        params: ProductParams,
        response: { 200: EditorView },
      },
    },
    async (request) => editorView(await showProduct(request.ctx, { productId: request.params.id as ProductId })),
  )

  app.put<ByProduct & { Body: DraftBody }>(
    '/products/:id/draft',
    {
      bodyLimit: 2 * 1024 * 1024,
      schema: {
        tags,
        summary: 'Save the draft; fields that are not named stay, unfinished ones are fine',
        params: ProductParams,
        body: DraftBody,
        response: { 200: EditorView },
      },
    },
    async (request) => {
      const productId = request.params.id as ProductId
      return editorView(await saveDraft(request.ctx, { productId, change: manifestInput(request.body) }))
    },
  )

  app.get<ByProduct>(
    '/products/:id/preview',
    {
      schema: {
        tags,
        summary: 'The product page as the draft would make it',
        params: ProductParams,
        response: { 200: ListingView },
      },
    },
    async (request) => listingView(await previewProduct(request.ctx, { productId: request.params.id as ProductId })),
  )

  app.post<{ Body: Static<typeof MarkdownBody> }>(
    '/markdown',
    {
      schema: {
        tags,
        summary: 'Show how Markdown will look',
        body: MarkdownBody,
        response: { 200: Type.Object({ html: Type.String() }) },
      },
    },
    async (request) => ({ html: await renderText(request.ctx, request.body) }),
  )
}
