import type { FastifyInstance } from 'fastify'
import { accountRoutes } from './account-routes.ts'
import { organizationRoutes } from './organization-routes.ts'
import { sessionRoutes } from './session-routes.ts'

/** All calls about accounts. */
export function accountsRoutes(app: FastifyInstance): void {
  accountRoutes(app)
  sessionRoutes(app)
  organizationRoutes(app)
}
