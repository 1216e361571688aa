import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { searchAudit } from '../search-audit.ts'
import { AuditPageView, auditEntryView } from './views.ts'

const Query = Type.Object(
  {
    action: Type.Optional(
      Type.String({ maxLength: 100, description: 'Whole action, or a prefix that ends with a dot.' }),
    ),
    actor: Type.Optional(Type.String({ maxLength: 100 })),
    subjectKind: Type.Optional(Type.String({ maxLength: 50 })),
    subjectId: Type.Optional(Type.String({ maxLength: 300 })),
    from: Type.Optional(Type.String({ format: 'date-time' })),
    to: Type.Optional(Type.String({ format: 'date-time' })),
    cursor: Type.Optional(Type.String({ format: 'uuid' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  { additionalProperties: false },
)

/** GET /audit: the trail, newest first, for staff. */
export function auditRoutes(app: FastifyInstance): void {
  app.get<{ Querystring: Static<typeof Query> }>(
    '/audit',
    {
      schema: {
        tags: ['audit'],
        summary: 'Search the audit trail (staff)',
        querystring: Query,
        response: { 200: AuditPageView },
      },
    },
    async (request) => {
      const { actor, from, to, ...rest } = request.query
      const page = await searchAudit(request.ctx, {
        ...rest,
        ...(actor !== undefined && { actorName: actor }),
        ...(from !== undefined && { from: new Date(from) }),
        ...(to !== undefined && { to: new Date(to) }),
      })
      return { items: page.entries.map(auditEntryView), ...(page.next !== undefined && { next: page.next }) }
    },
  )
}
