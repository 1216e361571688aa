import type { FastifyInstance } from 'fastify'
import type { Context } from './context.ts'
import type { Job, QueueDeclaration } from './jobs/jobs.ts'

/** What a module plugs into the program (its module.ts; read by src/app only). */
export interface StoreModule {
  readonly name: string
  readonly queues?: readonly QueueDeclaration[]
  /** One handler per declared queue. The context's actor is the job. */
  readonly handlers?: Readonly<Record<string, (ctx: Context, job: Job<never>) => Promise<void>>>
  /** Cron pattern (UTC) per declared queue. */
  readonly crons?: Readonly<Record<string, string>>
  /** JSON routes under /api/v1. `request.ctx` is the context of the caller. */
  readonly routes?: (app: FastifyInstance) => Promise<void> | void
  /** Routes at the root, with parsers and errors of their own (the registry's /v2/ and token endpoint). */
  readonly rootRoutes?: (app: FastifyInstance) => Promise<void> | void
}
