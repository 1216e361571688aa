import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Static, Type } from 'typebox'
import { exportImages } from '../export-images.ts'
import { exportProduct } from '../export-product.ts'
import type { ImageArchive } from '../layout/image-archive.ts'

const ProductParams = Type.Object({ product: Type.String({ minLength: 1, maxLength: 200, description: 'Slug.' }) })
const ImagesQuery = Type.Object(
  {
    repository: Type.String({ minLength: 1, maxLength: 255 }),
    reference: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 140,
        description: 'Tag or digest. Left out: all tags of the repository.',
      }),
    ),
  },
  { additionalProperties: false },
)

/** Images as OCI image layout archives, for the publisher's people and for staff (STO-236). */
export function archiveRoutes(app: FastifyInstance): void {
  app.get<{ Querystring: Static<typeof ImagesQuery> }>(
    '/registry/archive',
    {
      schema: {
        tags: ['registry'],
        summary: 'Download a repository or one image, with signatures and SBOMs, as an OCI image layout archive',
        querystring: ImagesQuery,
        produces: ['application/x-tar'],
      },
    },
    async (request, reply) => send(reply, await exportImages(request.ctx, request.query)),
  )
  app.get<{ Params: Static<typeof ProductParams> }>(
    '/registry/products/:product/archive',
    {
      schema: {
        tags: ['registry'],
        summary: 'Download everything published of a product as an OCI image layout archive',
        params: ProductParams,
        produces: ['application/x-tar'],
      },
    },
    async (request, reply) => send(reply, await exportProduct(request.ctx, request.params)),
  )
}

/** The length is not told: a download that fails ends without its last chunk, and every client notices that. */
function send(reply: FastifyReply, archive: ImageArchive): FastifyReply {
  return reply
    .type('application/x-tar')
    .header('content-disposition', `attachment; filename="${archive.fileName}"`)
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .send(archive.open())
}
