import PgBoss from 'pg-boss'
import { type Clock, systemClock } from '../clock.ts'
import type { Database, Tx } from '../db/database.ts'
import type { Log } from '../log.ts'
import { Dispatcher } from './dispatcher.ts'
import type { EnqueueOptions, Job, Jobs, QueueDeclaration } from './jobs.ts'
import { overDatabase, overTransaction } from './queue-database.ts'
import { type DeadLetter, openQueueTables } from './queue-tables.ts'

const defaults = { retries: 5, timeLimit: 300, concurrency: 1, pollEvery: 2500 }
/** First delay in seconds; it doubles with each retry, plus up to as much again by chance (ARC-15). */
const retryDelay = 2
const namePattern = /^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z0-9]+)+$/
const day = 86_400

/** What the queue is built on. */
export interface OpenJobs {
  readonly database: Database
  readonly log: Log
  readonly clock: Clock
  /** Milliseconds between looks into the queue when nobody wakes it. Default 2500. */
  readonly pollEvery?: number
}

/** The queue, and what an administrator does with jobs that were given up. */
export interface OpenedJobs extends Jobs {
  /** Jobs whose retries are used up, newest first; kept for 60 days. */
  deadLetters(limit: number): Promise<readonly DeadLetter[]>
  /** Puts a dead letter back into its queue; answers whether there was one. */
  replay(queue: string, id: string): Promise<boolean>
}

/** Opens the queue in the database's `pgboss` schema and creates that when it is missing (STK-17). */
export async function openJobs(options: OpenJobs): Promise<OpenedJobs> {
  const { database, log, clock } = options
  const boss = new PgBoss({
    db: overDatabase(database, clock),
    // Cron follows the machine's clock; under a clock that is turned by hand the test runs those jobs itself.
    schedule: clock === systemClock,
    cronMonitorIntervalSeconds: 30,
    cronWorkerIntervalSeconds: 5,
    maintenanceIntervalSeconds: 60,
    archiveCompletedAfterSeconds: day / 2,
    archiveFailedAfterSeconds: 60 * day,
    deleteAfterDays: 7,
  })
  boss.on('error', (error) => log.warn({ err: error }, 'the job queue reported an error'))
  await boss.start()
  const tables = openQueueTables(database, boss, clock)
  if (database.kind === 'embedded') await tables.takeBackOrphans()
  return new BossJobs(boss, tables, options)
}

type QueueTables = ReturnType<typeof openQueueTables>

class BossJobs implements OpenedJobs {
  readonly #boss: PgBoss
  readonly #tables: QueueTables
  readonly #log: Log
  readonly #clock: Clock
  readonly #pollEvery: number
  readonly #declared = new Map<string, QueueDeclaration>()
  readonly #dispatchers = new Map<string, Dispatcher>()
  #poll: NodeJS.Timeout | undefined
  #stopped: Promise<void> | undefined

  constructor(boss: PgBoss, tables: QueueTables, options: OpenJobs) {
    this.#boss = boss
    this.#tables = tables
    this.#log = options.log
    this.#clock = options.clock
    this.#pollEvery = options.pollEvery ?? defaults.pollEvery
  }

  async declare(queues: readonly QueueDeclaration[]): Promise<void> {
    const bad = queues.find((queue) => !namePattern.test(queue.name))
    if (bad) throw new Error(`The queue "${bad.name}" must be named module.verb-noun.`)
    await this.#tables.declare(queues.map(toQueue))
    for (const queue of queues) this.#declared.set(queue.name, queue)
  }

  async enqueue(tx: Tx, queue: string, data: object, options: EnqueueOptions = {}): Promise<void> {
    const declaration = this.#mustKnow(queue)
    const { dedupeKey, startAfter, priority } = options
    if (dedupeKey !== undefined && !declaration.dedupe) {
      throw new Error(`The queue ${queue} ignores dedupe keys. Declare it with dedupe: true.`)
    }
    const id = await this.#boss.send(queue, data, {
      db: overTransaction(tx, this.#clock),
      ...(startAfter && { startAfter }),
      ...(priority !== undefined && { priority }),
      ...(dedupeKey !== undefined && { singletonKey: dedupeKey }),
    })
    if (id === null && !declaration.dedupe) throw new Error(`The job for ${queue} was not stored.`)
  }

  async handle<Data extends object>(queue: string, handler: (job: Job<Data>) => Promise<void>): Promise<void> {
    const { concurrency = defaults.concurrency } = this.#mustKnow(queue)
    if (this.#dispatchers.has(queue)) throw new Error(`The queue ${queue} has a handler already.`)
    // The data of a queue is what its own module put in.
    const untyped = handler as (job: Job<object>) => Promise<void>
    const dispatcher = new Dispatcher(queue, untyped, concurrency, this.#tables, this.#log)
    this.#dispatchers.set(queue, dispatcher)
    this.#poll ??= setInterval(() => void this.#wakeDue(), this.#pollEvery)
    dispatcher.wake()
  }

  async cron(queue: string, pattern: string): Promise<void> {
    this.#mustKnow(queue)
    await this.#boss.schedule(queue, pattern, {}, { tz: 'UTC' })
  }

  wake(queues: Iterable<string>): void {
    for (const queue of queues) this.#dispatchers.get(queue)?.wake()
  }

  counts(): ReturnType<Jobs['counts']> {
    return this.#tables.counts([...this.#declared.keys()])
  }

  deadLetters(limit: number): Promise<readonly DeadLetter[]> {
    return this.#tables.deadLetters(limit)
  }

  async replay(queue: string, id: string): Promise<boolean> {
    const found = await this.#tables.replay(queue, id)
    if (found) this.wake([queue])
    return found
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async #stop(): Promise<void> {
    clearInterval(this.#poll)
    await Promise.all([...this.#dispatchers.values()].map((dispatcher) => dispatcher.stop(20_000)))
    await this.#boss.stop({ graceful: false })
  }

  /** The safety net under `wake`: one question for all queues, since every question costs the embedded session (ARC-18). */
  async #wakeDue(): Promise<void> {
    try {
      this.wake(await this.#tables.due([...this.#dispatchers.keys()]))
    } catch (error) {
      if (!this.#stopped) this.#log.warn({ err: error }, 'the job queue could not be polled and will be asked again')
    }
  }

  #mustKnow(queue: string): QueueDeclaration {
    const declaration = this.#declared.get(queue)
    if (!declaration) throw new Error(`The queue ${queue} is not declared in any module.ts.`)
    return declaration
  }
}

function toQueue(declaration: QueueDeclaration): PgBoss.Queue {
  return {
    name: declaration.name,
    // At most one waiting job per key (ARC-17).
    policy: declaration.dedupe ? 'short' : 'standard',
    retryLimit: declaration.retries ?? defaults.retries,
    retryDelay,
    retryBackoff: true,
    expireInSeconds: declaration.timeLimit ?? defaults.timeLimit,
  }
}
