import { createServer as createPlainServer, type Server } from 'node:http'
import { join } from 'node:path'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createServer } from '../platform/http/server.ts'
import { metricsText, setJobCounts } from '../platform/metrics.ts'
import { serveApi } from './api.ts'
import { authenticate } from './authenticate.ts'
import { serveMailOutbox } from './mail-outbox.ts'
import { modules } from './modules.ts'
import type { OpenStore } from './open-store.ts'
import { projectRoot, version } from './version.ts'
import { serveWeb } from './web.ts'

/** Builds the one server of the store: registry, token endpoint, JSON interface, health, pages. Does not listen yet. */
export async function buildServer(store: OpenStore, options: { web: boolean }): Promise<FastifyInstance> {
  const { config, log, makeContext, settings } = store
  const { publicUrl, trustProxy, dataDir } = config
  const parts = { makeContext, publicUrl, dataDir, news: store.database }
  const shortcuts = modules.flatMap((module) => (module.shortcuts ?? []).map((shortcut) => shortcut(parts)))
  const app = await createServer({ log, publicUrl, trustProxy, shortcuts })
  const registryPaths = /^\/(v2|auth|\.well-known|healthz|readyz|assets)(\/|$|\?)/
  app.addHook('onRequest', async (request: FastifyRequest) => {
    // The registry reads its own tokens: no session, no database on the way of a pull.
    if (!registryPaths.test(request.url)) request.ctx = await authenticate(makeContext, request)
  })
  for (const { rootRoutes } of modules) {
    if (rootRoutes) await app.register(async (scope) => rootRoutes(scope, parts))
  }
  await serveApi(app, { publicUrl, version })
  serveHealth(app, store)
  if (settings.demo) serveMailOutbox(app, store)
  if (options.web) await serveWeb(app, webOptions(store))
  return app
}

function webOptions({ config, settings }: OpenStore) {
  const built = join(projectRoot, 'dist', 'web')
  return {
    publicUrl: config.publicUrl,
    clientDir: join(built, 'client'),
    serverEntry: join(built, 'server', 'entry-server.js'),
    settings,
  }
}

function serveHealth(app: FastifyInstance, store: OpenStore): void {
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'alive', version }))
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    try {
      await store.database.execute('SELECT 1')
      return { status: 'ready', database: store.database.kind }
    } catch (error) {
      store.log.warn({ err: error }, 'The database does not answer')
      return reply.code(503).send({ status: 'not ready', reason: 'The database does not answer.' })
    }
  })
}

/** Serves /metrics for Prometheus on 127.0.0.1, apart from what customers reach. */
export async function serveMetrics(store: OpenStore, port: number): Promise<Server> {
  const server = createPlainServer((request, response) => {
    const answer = async () => {
      if (request.url !== '/metrics') return response.writeHead(404).end()
      setJobCounts(await store.jobs.counts())
      const ctx = store.makeContext({ kind: 'system', reason: 'metrics' })
      for (const { measure } of modules) await measure?.(ctx)
      const { contentType, text } = await metricsText()
      return response.writeHead(200, { 'content-type': contentType }).end(text)
    }
    answer().catch((error: unknown) => {
      store.log.error({ err: error }, 'Metrics could not be read')
      response.writeHead(500).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}
