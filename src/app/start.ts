import type { FastifyInstance } from 'fastify'
import type { Config } from '../platform/config/config.ts'
import type { Log } from '../platform/log.ts'
import { startProcessMetrics } from '../platform/metrics.ts'
import { type OpenStore, openStore } from './open-store.ts'
import { buildServer, serveMetrics } from './server.ts'

/** A store that answers. */
export interface StartedStore {
  readonly store: OpenStore
  /** Where it answers: the public address. */
  readonly url: string
  /**
   * Graceful stop: no new connections, running requests get up to 20 s, unfinished uploads stay resumable,
   * running jobs finish, batches are flushed, the database is closed.
   */
  stop(): Promise<void>
}

const stopLimit = 20_000

/** Opens the store and starts its roles: HTTP, jobs, metrics. */
export async function startStore(config: Config, log: Log, options: { demo: boolean }): Promise<StartedStore> {
  startProcessMetrics()
  const store = await openStore(config, log, {
    ...options,
    onDeath: (reason) => {
      // Nothing works without the database; whoever watches over the process starts it again.
      log.error({ err: reason }, 'The embedded database has died. Stopping, so that the store is started again')
      process.exit(70)
    },
  })
  try {
    await store.startJobs(config.role !== 'web')
    const app = config.role === 'worker' ? undefined : await listen(store)
    const metrics = config.metricsPort === undefined ? undefined : await serveMetrics(store, config.metricsPort)
    return {
      store,
      url: config.publicUrl,
      async stop() {
        if (app) await closeWithin(app, stopLimit)
        metrics?.close()
        await store.close()
      },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

async function listen(store: OpenStore): Promise<FastifyInstance> {
  const { host, port } = store.config
  const app = await buildServer(store, { web: true })
  await app.listen({ host, port })
  return app
}

async function closeWithin(app: FastifyInstance, limit: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), limit)
  await app.close()
  clearTimeout(timer)
}
