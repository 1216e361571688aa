import { CompiledQuery, sql } from 'kysely'
import type { Db } from 'pg-boss'
import { type Clock, systemClock } from '../clock.ts'
import type { Database, Tx } from '../db/database.ts'

type ExecuteSql = Db['executeSql']

/** Replicas that start at once make their queues one after the other; attaching two partitions at once is a deadlock. */
const queueLock = 7_203_413

/** The library's own statements, over our database. */
export function overDatabase(database: Database, clock: Clock): { executeSql: ExecuteSql } {
  return {
    async executeSql(text, values) {
      if (text.includes('.create_queue(')) {
        return database.transaction(async (tx) => {
          await sql`SELECT pg_advisory_xact_lock(${queueLock})`.execute(tx)
          return overTransaction(tx, clock).executeSql(text, values)
        })
      }
      const script = scriptIn(text)
      if (script === undefined) return database.execute(onClock(text, clock), values)
      return database.transaction(async (tx) => {
        await sql.raw(onClock(script, clock)).execute(tx)
        return { rows: [] }
      })
    },
  }
}

/** One statement within the caller's transaction (ARC-10). */
export function overTransaction(tx: Tx, clock: Clock): { executeSql: ExecuteSql } {
  return {
    async executeSql(text, values) {
      const { rows } = await tx.executeQuery(CompiledQuery.raw(onClock(text, clock), [...(values ?? [])]))
      return { rows: rows as Record<string, unknown>[] }
    },
  }
}

/**
 * The library wraps its scripts in BEGIN and COMMIT. When one of them fails, its connection would go back to the pool
 * with a broken transaction, so we run what is in between in a transaction of ours.
 */
function scriptIn(text: string): string | undefined {
  return /^\s*BEGIN;([\s\S]*)COMMIT;\s*$/.exec(text)?.[1]
}

/** The server tells the time, except in tests that turn a clock by hand: then that clock does. */
function onClock(text: string, clock: Clock): string {
  if (clock === systemClock || /\bCREATE\b/.test(text)) return text
  const now = `'${clock.now().toISOString()}'::timestamptz`
  // A standing clock would never be later than the moment at which a job was put in.
  return text.replaceAll('start_after < now()', `start_after <= ${now}`).replaceAll('now()', now)
}
