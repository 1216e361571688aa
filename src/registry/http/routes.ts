import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { rotateTokenKey } from '../rotate-token-key.ts'
import { showRepositories } from '../show-repositories.ts'
import { showTags } from '../show-tags.ts'
import { archiveRoutes } from './archive-routes.ts'
import { damageRoutes } from './damage-routes.ts'
import { loginRoutes } from './login-routes.ts'
import { retentionRoutes } from './retention-routes.ts'
import { storageRoutes } from './storage-routes.ts'
import { RepositoryListView, repositoryView, TagListView, TokenKeyView, tagView } from './views.ts'

const NamespaceQuery = Type.Object(
  {
    namespace: Type.String({ minLength: 1, maxLength: 255, description: 'Namespace of a publisher, such as "acme".' }),
  },
  { additionalProperties: false },
)
const RepositoryQuery = Type.Object(
  { repository: Type.String({ minLength: 1, maxLength: 255 }) },
  { additionalProperties: false },
)

/** Repositories and tags for the publisher portal and the desk; the token key for operators. */
export function repositoryRoutes(app: FastifyInstance): void {
  retentionRoutes(app)
  archiveRoutes(app)
  damageRoutes(app)
  loginRoutes(app)
  storageRoutes(app)
  app.get<{ Querystring: Static<typeof NamespaceQuery> }>(
    '/repositories',
    {
      schema: {
        tags: ['registry'],
        summary: 'List the repositories of a namespace',
        querystring: NamespaceQuery,
        response: { 200: RepositoryListView },
      },
    },
    async (request) => {
      const found = await showRepositories(request.ctx, request.query.namespace)
      return { items: found.map(repositoryView) }
    },
  )
  app.get<{ Querystring: Static<typeof RepositoryQuery> }>(
    '/tags',
    {
      schema: {
        tags: ['registry'],
        summary: 'List the tags of a repository',
        querystring: RepositoryQuery,
        response: { 200: TagListView },
      },
    },
    async (request) => {
      const found = await showTags(request.ctx, request.query.repository)
      return { items: found.map(tagView) }
    },
  )
  app.post(
    '/registry/token-keys',
    {
      schema: {
        tags: ['registry'],
        summary: 'Sign pull tokens with a new key from now on (operators)',
        response: { 201: TokenKeyView },
      },
    },
    async (request, reply) => reply.code(201).send({ kid: await rotateTokenKey(request.ctx) }),
  )
}
