import type { FastifyInstance } from 'fastify'
import { listingStateRoutes } from './listing-state-routes.ts'
import { submissionRoutes } from './submission-routes.ts'

/** Review and publishing in the JSON interface. */
export function moderationRoutes(app: FastifyInstance): void {
  submissionRoutes(app)
  listingStateRoutes(app)
}
