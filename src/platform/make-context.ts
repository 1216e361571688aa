import type { Actor } from './actor.ts'
import type { Clock } from './clock.ts'
import type { Context, Ports, StoreSettings } from './context.ts'
import type { Database, Tx } from './db/database.ts'
import type { DomainEvent } from './events.ts'
import { type Id, uuidv7 } from './ids.ts'
import type { EnqueueOptions, Jobs } from './jobs/jobs.ts'
import type { Log } from './log.ts'

/** The means behind every context of one running program. */
export interface ContextParts {
  readonly database: Database
  readonly jobs: Jobs
  readonly clock: Clock
  readonly log: Log
  readonly ports: Ports
  readonly settings: StoreSettings
  /** The queues and data of the jobs that an event becomes: one per subscriber (ARC-13). */
  readonly subscribersOf: (event: DomainEvent) => readonly { readonly queue: string; readonly data: object }[]
}

/** Makes contexts: one per request, job or command. */
export type MakeContext = (actor: Actor, log?: Log) => Context

/** Joins database, queue, clock and ports to the context that use cases receive. */
export function contextMaker(parts: ContextParts): MakeContext {
  return (actor, log = parts.log) => join(parts, actor, log)
}

interface Joined {
  readonly tx: Tx
  /** Queues that got a job in this transaction; woken after commit (ARC-18). */
  readonly queues: Set<string>
}

const running = new WeakMap<Tx, Joined>()

function join(parts: ContextParts, actor: Actor, log: Log, joined?: Joined): Context {
  const enqueue = async (tx: Tx, queue: string, data: object, options?: EnqueueOptions) => {
    await parts.jobs.enqueue(tx, queue, data, options)
    running.get(tx)?.queues.add(queue)
  }
  return {
    actor,
    clock: parts.clock,
    newId: <Kind extends string>() => uuidv7(parts.clock.now()) as Id<Kind>,
    log,
    ports: parts.ports,
    settings: parts.settings,
    transaction: (work) => (joined ? work(joined.tx) : inTransaction(parts, work)),
    within: (tx) => join(parts, actor, log, running.get(tx) ?? { tx, queues: new Set() }),
    as: (other) => join(parts, other, log, joined),
    enqueue,
    publish: async (tx, event) => {
      for (const { queue, data } of parts.subscribersOf(event)) await enqueue(tx, queue, data)
    },
    announce: (tx, news) => parts.database.announce(tx, news),
  }
}

async function inTransaction<T>(parts: ContextParts, work: (tx: Tx) => Promise<T>): Promise<T> {
  const queues = new Set<string>()
  const result = await parts.database.transaction((tx) => {
    queues.clear()
    running.set(tx, { tx, queues })
    return work(tx)
  })
  if (queues.size > 0) parts.jobs.wake(queues)
  return result
}
