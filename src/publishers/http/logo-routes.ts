import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { PublisherId } from '../domain/publisher.ts'
import { readLogo } from '../read-logo.ts'
import { showPublisher } from '../show-publisher.ts'
import { logoLimit, uploadLogo } from '../upload-logo.ts'
import { PublisherView, publisherView } from './views.ts'

const tags = ['publishers']
const ById = Type.Object({ id: Type.String({ format: 'uuid' }) })
const BySlug = Type.Object({ slug: Type.String({ maxLength: 100 }) })

export function logoRoutes(app: FastifyInstance): void {
  app.get<{ Params: Static<typeof BySlug> }>(
    '/publisher-logos/:slug',
    { schema: { tags, summary: "Fetch a publisher's logo", params: BySlug } },
    async (request, reply) => {
      const { type, digest, stream } = await readLogo(request.ctx, request.params)
      return reply
        .header('content-type', type)
        .header('cache-control', 'public, max-age=86400')
        .header('etag', `"${digest}"`)
        .send(stream)
    },
  )
  // Pictures arrive as they are; a scope of its own keeps this parser away from the JSON calls.
  app.register(async (scope) => {
    scope.addContentTypeParser(/^image\//, { parseAs: 'buffer', bodyLimit: logoLimit + 1 }, (_request, body, done) =>
      done(null, body),
    )
    scope.put<{ Params: Static<typeof ById>; Body: unknown }>(
      '/publishers/:id/logo',
      {
        schema: {
          tags,
          summary: 'Upload the logo: the picture is the body',
          params: ById,
          response: { 200: PublisherView },
        },
      },
      async (request) => {
        const publisherId = request.params.id as PublisherId
        // Without a body, or with a form in it, there is no picture.
        const content = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        await uploadLogo(request.ctx, { publisherId, content })
        return publisherView(await showPublisher(request.ctx, { id: publisherId }))
      },
    )
  })
}
