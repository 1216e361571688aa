import type { Tx } from '../db/database.ts'

/** Options of one job. */
export interface EnqueueOptions {
  /** Not before this moment (UTC). */
  readonly startAfter?: Date
  /** At most one waiting job per key; needs a queue declared with `dedupe: true` (ARC-17). */
  readonly dedupeKey?: string
  readonly priority?: number
}

/** A queue as a module declares it in module.ts. Name: module.verb-noun (ARC-12). */
export interface QueueDeclaration {
  readonly name: string
  readonly dedupe?: boolean
  /** How many jobs of this queue run at once in one process. Default 1. */
  readonly concurrency?: number
  /** Retries with exponential back-off and jitter before the dead-letter queue. Default 5. */
  readonly retries?: number
  /** Seconds after which the job's AbortSignal fires and the job counts as failed. Default 300. */
  readonly timeLimit?: number
}

/** One delivery. Delivery is at least once: handlers are idempotent (ARC-14). */
export interface Job<Data> {
  readonly id: string
  readonly queue: string
  readonly data: Data
  readonly signal: AbortSignal
  /** 1 for the first delivery. */
  readonly attempt: number
}

/** The queue of the store: rows in the database, so that a job exists exactly when its cause was committed. */
export interface Jobs {
  /** Creates the queues and starts nothing yet. */
  declare(queues: readonly QueueDeclaration[]): Promise<void>
  /** Throws for an unknown queue, and when nothing was stored although no dedupe key was given (ARC-11). */
  enqueue(tx: Tx, queue: string, data: object, options?: EnqueueOptions): Promise<void>
  handle<Data extends object>(queue: string, handler: (job: Job<Data>) => Promise<void>): Promise<void>
  /** Runs a queue on a cron pattern (UTC) with empty data. */
  cron(queue: string, pattern: string): Promise<void>
  /** Wakes local workers: called after commit (ARC-18). */
  wake(queues: Iterable<string>): void
  /** Waiting, active, failed (dead-lettered) counts per queue, for metrics and tests. */
  counts(): Promise<Readonly<Record<string, { waiting: number; active: number; failed: number }>>>
  /** Stops taking jobs and waits for running ones. */
  stop(): Promise<void>
}
