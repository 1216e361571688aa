import { Kysely, PostgresDialect } from 'kysely'
import type { Pool, QueryResult } from 'pg'
import { DomainError } from '../errors.ts'
import type { News, RootHandle, Tx } from './database.ts'
import { databaseClosing } from './errors.ts'
import { lostConnection } from './lost-connection.ts'
import type { NewsBoard } from './news-board.ts'
import { assertOutsideTransaction, insideTransaction } from './transaction-guard.ts'

const attempts = 3
const drainLimit = 10_000

/** Serialization failure and deadlock: PostgreSQL asks to run the transaction again. */
const retryable = new Set(['40001', '40P01'])

/** What both databases share: transactions with guard and retry, plain statements, and waiting for both at the end. */
export class PooledDatabase {
  readonly #pool: Pool
  readonly #root: RootHandle
  readonly #stopped: () => DomainError | undefined
  readonly #news: NewsBoard
  readonly #untold = new WeakMap<Tx, News[]>()
  #running = 0
  #closing = false
  #drained: (() => void) | undefined

  /** `stopped` answers why the database is dead, if it is. */
  constructor(pool: Pool, news: NewsBoard, stopped: () => DomainError | undefined = () => undefined) {
    this.#pool = pool
    // A connection that breaks in the middle of a statement tells the statement; nobody else need hear of it, nor die of it.
    pool.on('connect', (client) => client.on('error', () => {}))
    this.#news = news
    this.#root = new Kysely({ dialect: new PostgresDialect({ pool }) })
    this.#stopped = stopped
  }

  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    assertOutsideTransaction('A second transaction')
    return this.#counted(async () => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await this.#attempt(work)
        } catch (error) {
          if (attempt === attempts || !retryable.has(codeOf(error))) throw error
        }
      }
    })
  }

  /** Keeps news until the commit; others hear them from the server, which waits for the commit as well. */
  async announce(tx: Tx, news: News): Promise<void> {
    const untold = this.#untold.get(tx) ?? []
    this.#untold.set(tx, [...untold, news])
    await this.#news.tellOthers(tx, news)
  }

  async #attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    let untold: readonly News[] = []
    const result = await insideTransaction(() =>
      this.#root.transaction().execute(async (tx) => {
        const answer = await work(tx)
        untold = this.#untold.get(tx) ?? []
        return answer
      }),
    )
    for (const news of untold) this.#news.tellHere(news)
    return result
  }

  async execute(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }> {
    assertOutsideTransaction('The root database handle')
    return this.#counted(async () => {
      const result: QueryResult | QueryResult[] = await this.#pool.query(text, values && [...values])
      // Text of several statements answers one result for each; the caller means the last.
      const last = Array.isArray(result) ? result.at(-1) : result
      return { rows: last?.rows ?? [] }
    })
  }

  /** Refuses new work and waits for what is running, 10 seconds at most. Answers whether all of it ended. */
  async drain(): Promise<boolean> {
    this.#closing = true
    if (this.#running === 0) return true
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), drainLimit)
    })
    const done = new Promise<boolean>((resolve) => {
      this.#drained = () => resolve(true)
    })
    return Promise.race([done, late]).finally(() => clearTimeout(timer))
  }

  async #counted<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) throw databaseClosing()
    const dead = this.#stopped()
    if (dead) throw dead
    this.#running++
    try {
      return await work()
    } catch (error) {
      throw error instanceof DomainError ? error : (this.#stopped() ?? lostConnection(error) ?? error)
    } finally {
      this.#running--
      if (this.#running === 0) this.#drained?.()
    }
  }
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}
