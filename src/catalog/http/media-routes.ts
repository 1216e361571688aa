import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { mediaUnreadable } from '../domain/errors.ts'
import type { MediaId, ProductId } from '../domain/listing.ts'
import { readMedia } from '../read-media.ts'
import { mediaLimit, uploadMedia } from '../upload-media.ts'
import { MediaView, mediaView } from './views.ts'

const ProductParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
const MediaParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
const Kind = Type.Object(
  { kind: Type.Union([Type.Literal('icon'), Type.Literal('screenshot')]) },
  { additionalProperties: false },
)

/** Pictures: uploaded as the raw body of a request. A scope of its own, since here every body is bytes. */
export async function mediaRoutes(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers()
  // Twice the limit: a somewhat larger file gets our sentence, a huge one is cut off.
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 2 * mediaLimit }, (_request, body, done) =>
    done(null, body),
  )

  app.post<{ Params: Static<typeof ProductParams>; Querystring: Static<typeof Kind>; Body: unknown }>(
    '/products/:id/media',
    {
      schema: {
        tags: ['catalog'],
        summary: 'Upload an icon (square, at least 512 px) or a screenshot (at least 1920 × 1200 px)',
        consumes: ['image/png', 'image/jpeg', 'image/webp'],
        params: ProductParams,
        querystring: Kind,
        response: { 201: MediaView },
      },
    },
    async (request, reply) => {
      if (!Buffer.isBuffer(request.body)) throw mediaUnreadable()
      const media = await uploadMedia(request.ctx, {
        productId: request.params.id as ProductId,
        kind: request.query.kind,
        content: request.body,
      })
      return reply.code(201).send(mediaView(media))
    },
  )

  app.get<{ Params: Static<typeof MediaParams> }>(
    '/media/:id',
    { schema: { tags: ['catalog'], summary: 'An icon or screenshot', params: MediaParams, produces: ['image/*'] } },
    async (request, reply) => {
      const { media, isPublic, open } = await readMedia(request.ctx, { mediaId: request.params.id as MediaId })
      const tag = `"${media.digest}"`
      reply
        .header('cache-control', isPublic ? 'public, max-age=31536000, immutable' : 'private, max-age=300')
        .header('etag', tag)
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
      if (request.headers['if-none-match'] === tag) return reply.code(304).send()
      return reply
        .type(media.contentType)
        .header('content-length', media.size)
        .send(await open())
    },
  )
}
