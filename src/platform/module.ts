import type { FastifyInstance } from 'fastify'
import type { Context } from './context.ts'
import type { Database } from './db/database.ts'
import type { Shortcut } from './http/shortcut.ts'
import type { Job, QueueDeclaration } from './jobs/jobs.ts'
import type { MakeContext } from './make-context.ts'

/** What a module may ask of the running program. */
export interface ModuleParts {
  readonly makeContext: MakeContext
  readonly publicUrl: string
  /** Folder for what this process keeps of its own. */
  readonly dataDir: string
  /** News that make what the module remembers out of date. */
  readonly news: Pick<Database, 'listen' | 'hearsOthers'>
}

/** What a module plugs into the program (its module.ts; read by src/app only). */
export interface StoreModule {
  readonly name: string
  readonly queues?: readonly QueueDeclaration[]
  /** One handler per declared queue. The context's actor is the job. */
  readonly handlers?: Readonly<Record<string, (ctx: Context, job: Job<never>) => Promise<void>>>
  /** Cron pattern (UTC) per declared queue. */
  readonly crons?: Readonly<Record<string, string>>
  /** Brings the module's metrics up to date, right before they are read. */
  readonly measure?: (ctx: Context) => Promise<void>
  /** JSON routes under /api/v1. `request.ctx` is the context of the caller. */
  readonly routes?: (app: FastifyInstance) => Promise<void> | void
  /** Routes at the root, with parsers and errors of their own (the registry's /v2/ and token endpoint). */
  readonly rootRoutes?: (app: FastifyInstance, parts: ModuleParts) => Promise<void> | void
  /** Answers that are given before the server's own machinery starts. */
  readonly shortcuts?: readonly ((parts: ModuleParts) => Shortcut)[]
  /** Work beside requests (batches, sweeps). Answers how to stop it; stopping flushes what is still in memory. */
  readonly start?: (parts: ModuleParts) => Promise<() => Promise<void>>
}
