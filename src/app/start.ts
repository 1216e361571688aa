import type { FastifyInstance } from 'fastify'
import type { Config } from '../platform/config/config.ts'
import type { Database } from '../platform/db/database.ts'
import { leaveTransactionsUnguarded } from '../platform/db/transaction-guard.ts'
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
export async function startStore(
  config: Config,
  log: Log,
  options: { readonly demo: boolean; readonly database: Promise<Database> },
): Promise<StartedStore> {
  leaveTransactionsUnguarded()
  startProcessMetrics()
  const store = await openStore(config, log, options)
  try {
    const building = config.role === 'worker' ? undefined : prepareServer(store)
    // The queues are made by the database's thread while this one puts the routes together.
    const [app] = await Promise.all([building, store.startJobs(config.role !== 'web')])
    await app?.listen({ host: config.host, port: config.port })
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

async function prepareServer(store: OpenStore): Promise<FastifyInstance> {
  const app = await buildServer(store, { web: true })
  await app.ready()
  return app
}

async function closeWithin(app: FastifyInstance, limit: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), limit)
  await app.close()
  clearTimeout(timer)
}
