import type PgBoss from 'pg-boss'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import type { QueueRows, TakenJob } from './dispatcher.ts'
import type { Jobs } from './jobs.ts'
import { overDatabase } from './queue-database.ts'

/** A job whose retries are used up. It stays in its queue, in the state "failed", until it is replayed or 60 days old. */
export interface DeadLetter {
  readonly queue: string
  readonly id: string
  readonly data: object
  readonly reason: string
  readonly failedAt: Date
}

/** The queue's tables: through the library where it has a word for what we need, by SQL where it has none. */
export function openQueueTables(database: Database, boss: PgBoss, clock: Clock) {
  const { executeSql } = overDatabase(database, clock)
  const rows: QueueRows = {
    async take(queue, count) {
      const jobs = await boss.fetch<object>(queue, { batchSize: count, includeMetadata: true })
      return jobs.map(toTakenJob)
    },
    async completed(queue, id) {
      await boss.complete(queue, id)
    },
    async failed(queue, id, error) {
      await boss.fail(queue, id, error instanceof Error ? error : { message: String(error) })
    },
    async givenBack(queue, id) {
      await executeSql(
        `UPDATE pgboss.job SET state = 'retry', start_after = now() WHERE name = $1 AND id = $2 AND state = 'active'`,
        [queue, id],
      )
    },
  }
  return {
    ...rows,
    /** Creates queues that are missing and updates those whose options changed. */
    async declare(queues: readonly PgBoss.Queue[]): Promise<void> {
      const known = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]))
      for (const queue of queues) {
        const found = known.get(queue.name)
        if (!found) await boss.createQueue(queue.name, queue)
        else if (!sameOptions(found, queue)) await boss.updateQueue(queue.name, queue)
      }
    },
    /** Which of these queues have a job that is due. */
    async due(queues: readonly string[]): Promise<readonly string[]> {
      const { rows: found } = await executeSql(
        `SELECT DISTINCT name FROM pgboss.job
         WHERE name = ANY($1) AND state < 'active' AND start_after < now() LIMIT 1000`,
        [queues],
      )
      return found.map((row) => String(row.name))
    },
    async counts(queues: readonly string[]): ReturnType<Jobs['counts']> {
      const { rows: found } = await executeSql(
        `SELECT name, count(*) FILTER (WHERE state < 'active') AS waiting,
           count(*) FILTER (WHERE state = 'active') AS active, count(*) FILTER (WHERE state = 'failed') AS failed
         FROM pgboss.job WHERE name = ANY($1) GROUP BY name LIMIT 1000`,
        [queues],
      )
      const none = queues.map((queue) => [queue, { waiting: 0, active: 0, failed: 0 }] as const)
      const some = found.map(
        (row) =>
          [
            String(row.name),
            { waiting: Number(row.waiting), active: Number(row.active), failed: Number(row.failed) },
          ] as const,
      )
      return Object.fromEntries([...none, ...some])
    },
    async deadLetters(limit: number): Promise<readonly DeadLetter[]> {
      const { rows: found } = await executeSql(
        `SELECT name, id, data, output, completed_on FROM pgboss.job WHERE state = 'failed'
         ORDER BY completed_on DESC, id LIMIT $1`,
        [limit],
      )
      return found.map(toDeadLetter)
    },
    /** The library's own retry keeps the moment of the failure, and the job is then archived before it runs. */
    async replay(queue: string, id: string): Promise<boolean> {
      const { rows: found } = await executeSql(
        `UPDATE pgboss.job SET state = 'retry', retry_limit = retry_count + 1, start_after = now(), completed_on = NULL
         WHERE name = $1 AND id = $2 AND state = 'failed' RETURNING id`,
        [queue, id],
      )
      return found.length > 0
    },
    /** Jobs that a killed process was running. Only where no other process can be running them: the embedded database. */
    async takeBackOrphans(): Promise<void> {
      await executeSql(`UPDATE pgboss.job SET state = 'retry', start_after = now() WHERE state = 'active'`, [])
    },
  }
}

function toTakenJob(job: PgBoss.JobWithMetadata<object>): TakenJob {
  return { id: job.id, data: job.data, attempt: job.retryCount + 1, timeLimit: Number(job.expireInSeconds) }
}

function toDeadLetter(row: Record<string, unknown>): DeadLetter {
  const output = row.output as { message?: string; value?: { message?: string } } | null
  return {
    queue: String(row.name),
    id: String(row.id),
    data: row.data as object,
    reason: output?.message ?? output?.value?.message ?? 'unknown',
    failedAt: row.completed_on as Date,
  }
}

const compared = ['policy', 'retryLimit', 'retryDelay', 'retryBackoff', 'expireInSeconds'] as const

function sameOptions(found: PgBoss.Queue, wanted: PgBoss.Queue): boolean {
  return compared.every((option) => found[option] === wanted[option])
}
