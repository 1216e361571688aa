import type { FastifyInstance } from 'fastify'
import { listDamage } from '../list-damage.ts'
import { StoredHealthView, storedHealthView } from './views.ts'

/** What re-reading the stored bytes found, for operators. */
export function damageRoutes(app: FastifyInstance): void {
  app.get(
    '/registry/damage',
    {
      schema: {
        tags: ['registry'],
        summary: 'Damaged blobs, and how far re-reading the stored bytes is behind (operators)',
        response: { 200: StoredHealthView },
      },
    },
    async (request) => storedHealthView(await listDamage(request.ctx)),
  )
}
