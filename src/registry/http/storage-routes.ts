import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { listStorage } from '../list-storage.ts'
import { setQuota } from '../set-quota.ts'
import { showStorage } from '../show-storage.ts'
import { StorageListView, StorageView, storageView } from './views.ts'

const Namespace = Type.String({ minLength: 1, maxLength: 255, pattern: '^[a-z0-9._-]+$' })
const ByNamespace = Type.Object({ namespace: Namespace }, { additionalProperties: false })
const After = Type.Object({ after: Type.Optional(Type.String({ maxLength: 255 })) }, { additionalProperties: false })
const QuotaBody = Type.Object(
  {
    bytes: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: '0 = no limit. Absent: as in the settings.',
      }),
    ),
    repositories: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000_000, description: '0 = no limit. Absent: as in the settings.' }),
    ),
  },
  { additionalProperties: false },
)

/** What publishers keep, what they may keep, and how an operator changes that. */
export function storageRoutes(app: FastifyInstance): void {
  const tags = ['registry']
  app.get<{ Params: Static<typeof ByNamespace> }>(
    '/storage/:namespace',
    {
      schema: {
        tags,
        summary: 'How much a publisher keeps and may keep',
        params: ByNamespace,
        response: { 200: StorageView },
      },
    },
    async (request) => storageView(await showStorage(request.ctx, request.params.namespace)),
  )
  app.get<{ Querystring: Static<typeof After> }>(
    '/storage',
    {
      schema: {
        tags,
        summary: 'How much each publisher keeps (operators)',
        querystring: After,
        response: { 200: StorageListView },
      },
    },
    async (request) => {
      const { items, next } = await listStorage(request.ctx, { after: request.query.after ?? '' })
      return { items: items.map(storageView), ...(next !== undefined && { next }) }
    },
  )
  app.put<{ Params: Static<typeof ByNamespace>; Body: Static<typeof QuotaBody> }>(
    '/storage/:namespace/quota',
    {
      schema: {
        tags,
        summary: 'Give a publisher another quota (operators)',
        params: ByNamespace,
        body: QuotaBody,
        response: { 200: StorageView },
      },
    },
    async (request) => {
      const { bytes = null, repositories = null } = request.body
      return storageView(
        await setQuota(request.ctx, { namespace: request.params.namespace, quota: { bytes, repositories } }),
      )
    },
  )
}
