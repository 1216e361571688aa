import type { FastifyInstance } from 'fastify'
import type { ModuleParts } from '../../platform/module.ts'
import { hearNews } from '../memory/registry-news.ts'
import { tokenRoutes } from './token-routes.ts'
import { v2Routes } from './v2-routes.ts'

/** Everything at the root that container clients speak to: /v2/, /auth/token and the key document. */
export async function registryRoutes(app: FastifyInstance, parts: ModuleParts): Promise<void> {
  const ctx = parts.makeContext({ kind: 'anonymous' })
  const { settings } = ctx
  const stopHearing = hearNews(ctx, parts.news)
  const realm = {
    url: `${settings.publicUrl}/auth/token`,
    service: settings.registryHost,
    help: `${settings.publicUrl}/docs/errors`,
  }
  app.addHook('onClose', async () => stopHearing())
  // Each in a scope of its own: they need parsers and errors that the rest of the server must not get.
  await app.register(async (scope) => v2Routes(scope, parts, realm))
  await app.register(async (scope) => tokenRoutes(scope, parts))
}
