import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { LoginId } from '../domain/login.ts'
import { listLogins } from '../list-logins.ts'
import { revokeLogin } from '../revoke-login.ts'
import { LoginView, loginView } from './views.ts'

const ById = Type.Object({ id: Type.String({ format: 'uuid' }) })

/** Docker logins of the caller, each of which can be ended. */
export function loginRoutes(app: FastifyInstance): void {
  const tags = ['registry']
  app.get(
    '/docker-logins',
    {
      schema: {
        tags,
        summary: 'List your docker logins',
        response: { 200: Type.Object({ items: Type.Array(LoginView) }) },
      },
    },
    async (request) => ({ items: (await listLogins(request.ctx)).map(loginView) }),
  )
  app.delete<{ Params: Static<typeof ById> }>(
    '/docker-logins/:id',
    { schema: { tags, summary: 'End a docker login', params: ById, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await revokeLogin(request.ctx, { id: request.params.id as LoginId })
      return reply.code(204).send()
    },
  )
}
