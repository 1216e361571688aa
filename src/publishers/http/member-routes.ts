import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { listPublisherMembers, putPublisherMember, removePublisherMember } from '../change-members.ts'
import type { PublisherId } from '../domain/publisher.ts'
import { MemberView, RoleName } from './views.ts'

const tags = ['publishers']
const ById = Type.Object({ id: Type.String({ format: 'uuid' }) })
const ByMember = Type.Object({ id: Type.String({ format: 'uuid' }), username: Type.String({ maxLength: 100 }) })
const Role = Type.Object({ role: RoleName }, { additionalProperties: false })

export function memberRoutes(app: FastifyInstance): void {
  app.get<{ Params: Static<typeof ById> }>(
    '/publishers/:id/members',
    {
      schema: {
        tags,
        summary: 'List the members of a publisher',
        params: ById,
        response: { 200: Type.Object({ items: Type.Array(MemberView) }) },
      },
    },
    async (request) => ({
      items: await listPublisherMembers(request.ctx, { publisherId: request.params.id as PublisherId }),
    }),
  )
  app.put<{ Params: Static<typeof ByMember>; Body: Static<typeof Role> }>(
    '/publishers/:id/members/:username',
    {
      schema: {
        tags,
        summary: "Add a member or change a member's role",
        params: ByMember,
        body: Role,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id, username } = request.params
      await putPublisherMember(request.ctx, { publisherId: id as PublisherId, username, role: request.body.role })
      return reply.code(204).send()
    },
  )
  app.delete<{ Params: Static<typeof ByMember> }>(
    '/publishers/:id/members/:username',
    { schema: { tags, summary: 'Remove a member, or leave', params: ByMember, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const { id, username } = request.params
      await removePublisherMember(request.ctx, { publisherId: id as PublisherId, username })
      return reply.code(204).send()
    },
  )
}
