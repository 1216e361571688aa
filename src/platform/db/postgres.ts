import { randomUUID } from 'node:crypto'
import { Pool } from 'pg'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import { columnTypes } from './column-types.ts'
import type { Database } from './database.ts'
import { databaseUnreachable, serverTooOld } from './errors.ts'
import { applyMigrations, readMigrations } from './migrations.ts'
import { NewsBoard } from './news-board.ts'
import { listenToServer, tellThroughServer } from './news-channel.ts'
import { PooledDatabase } from './pooled-database.ts'

const oldestServer = 15

/** How to reach a PostgreSQL server. */
export interface OpenPostgres {
  readonly databaseUrl: string
  readonly log: Log
  /** Connections of this process. Default 10. */
  readonly poolSize?: number
}

/** Opens a database on a PostgreSQL server, 15 or later. Throws `platform.database_unreachable` or `platform.database_too_old`. */
export async function openPostgres(options: OpenPostgres): Promise<Database> {
  const pool = new Pool({
    connectionString: options.databaseUrl,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 10_000,
    // A server that vanished without a word is noticed by the system in the end.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // Both databases think in UTC, so that dates cut out of timestamps agree.
    options: '-c TimeZone=UTC',
    application_name: 'chandlery',
    types: columnTypes,
  })
  pool.on('error', (error) =>
    options.log.warn({ err: error }, 'an idle database connection was lost; a new one is opened when needed'),
  )
  try {
    await refuseOldServer(pool)
  } catch (error) {
    await pool.end()
    throw error instanceof DomainError ? error : databaseUnreachable(whereAndWhy(options.databaseUrl, error))
  }
  return overPool(pool, options)
}

function overPool(pool: Pool, { databaseUrl, log }: OpenPostgres): Database {
  const sender = randomUUID()
  const board = new NewsBoard(tellThroughServer(sender))
  const pooled = new PooledDatabase(pool, board)
  const channel = listenToServer({ databaseUrl, log, board, sender })
  return {
    kind: 'postgres',
    transaction: (work) => pooled.transaction(work),
    execute: (text, values) => pooled.execute(text, values),
    announce: (tx, news) => pooled.announce(tx, news),
    listen: (listener) => board.add(listener),
    hearsOthers: () => channel.isOpen(),
    migrate: async () => applyMigrations(pooled, await readMigrations()),
    maintain: async () => {},
    async close() {
      if (!(await pooled.drain())) log.warn({}, 'transactions were still open after 10 seconds and are broken off')
      await channel.close()
      await pool.end()
    },
  }
}

async function refuseOldServer(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ server_version_num: string }>('SHOW server_version_num')
  const number = Number(rows[0]?.server_version_num)
  if (number < oldestServer * 10_000)
    throw serverTooOld({ version: `${Math.floor(number / 10_000)}.${number % 10_000}` })
}

/** Host and port without user and password: the sentence may end up in a log. */
function whereAndWhy(databaseUrl: string, error: unknown): { host: string; reason: string } {
  const host = URL.canParse(databaseUrl) ? new URL(databaseUrl).host : 'the address in DATABASE_URL'
  const reason =
    error instanceof Error ? error.message || ('code' in error ? String(error.code) : 'no answer') : String(error)
  return { host, reason }
}
