import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { Pool } from 'pg'
import type { Clock } from '../clock.ts'
import type { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import { startThread } from '../worker-thread.ts'
import { columnTypes } from './column-types.ts'
import type { Database } from './database.ts'
import { lockDirectory } from './directory-lock.ts'
import type { EmbeddedWorkerData, FromWorker, FsyncMode, ToWorker } from './embedded-messages.ts'
import { databaseStopped, notDurable } from './errors.ts'
import { scheduleMaintenance } from './maintenance.ts'
import { applyMigrations, readMigrations } from './migrations.ts'
import { NewsBoard } from './news-board.ts'
import { PooledDatabase } from './pooled-database.ts'

/** Longest path of a unix socket that every system takes, with room for the name of the socket. */
const longestRunDirectory = 103 - '/.s.PGSQL.5432'.length

/** A checkpoint after this much log keeps the log folder small (EDB-05): nobody else asks for one here. */
const checkpointEvery = 64 * 1024 * 1024

/** How to open the embedded database. */
export interface OpenEmbedded {
  readonly dataDir: string
  readonly log: Log
  readonly clock: Clock
  readonly onDeath?: (reason: Error) => void
  /** For tests only; see FsyncMode. */
  readonly fsync?: FsyncMode
  /** Bytes of log between checkpoints. Default 64 MiB. */
  readonly checkpointEvery?: number
}

/**
 * Opens PGlite under `dataDir/db` in a worker thread and connects to it through a unix socket in a directory that only
 * this user can enter. Throws `platform.data_folder_in_use`, `platform.database_not_durable`, `platform.database_stopped`.
 */
export async function openEmbedded(options: OpenEmbedded): Promise<Database> {
  const dataDir = resolve(options.dataDir)
  const directory = join(dataDir, 'db')
  privateDirectory(dataDir)
  const run = runDirectory(dataDir)
  const socketPath = join(run.path, '.s.PGSQL.5432')
  const lock = await lockDirectory(dataDir, socketPath, options.log)
  const giveBack = () => {
    run.remove()
    lock.release()
  }
  try {
    privateDirectory(directory)
    rmSync(socketPath, { force: true })
    const worker = await startWorker({
      directory,
      socketPath,
      fsync: options.fsync ?? 'on',
      checkpointEvery: options.checkpointEvery ?? checkpointEvery,
    })
    return overWorker(worker, run.path, options, giveBack)
  } catch (error) {
    giveBack()
    throw error
  }
}

function overWorker(worker: Worker, runPath: string, options: OpenEmbedded, giveBack: () => void): Database {
  const { log } = options
  let death: DomainError | undefined
  let closing = false
  const pool = new Pool({
    host: runPath,
    user: 'postgres',
    database: 'postgres',
    max: 5,
    idleTimeoutMillis: 0,
    types: columnTypes,
  })
  pool.on('error', (error) => {
    if (!closing && !death) log.warn({ err: error }, 'a connection to the embedded database was lost')
  })
  const die = (reason: string) => {
    if (closing || death) return
    death = databaseStopped({ reason })
    log.error({ 'db.reason': reason }, 'the embedded database died; the program must be started again')
    stopMaintenance()
    void worker.terminate()
    options.onDeath?.(death)
  }
  worker.on('message', (message: FromWorker) => message.type === 'died' && die(message.reason))
  worker.on('error', (error: Error) => die(error.message))
  worker.on('exit', (code) => die(`its thread ended with code ${code}`))

  const board = new NewsBoard()
  const pooled = new PooledDatabase(pool, board, () => death)
  const maintain = async (what: 'checkpoint' | 'vacuum') => {
    await pooled.execute(what === 'vacuum' ? 'VACUUM (ANALYZE)' : 'CHECKPOINT')
  }
  const stopMaintenance = scheduleMaintenance(maintain, options.clock, log)
  let closed: Promise<void> | undefined
  const close = async () => {
    stopMaintenance()
    if (!(await pooled.drain())) log.warn({}, 'transactions were still open after 10 seconds and are broken off')
    closing = true
    if (!death) await stopWorker(worker, pool)
    giveBack()
  }
  return {
    kind: 'embedded',
    transaction: (work) => pooled.transaction(work),
    execute: (text, values) => pooled.execute(text, values),
    announce: (tx, news) => pooled.announce(tx, news),
    listen: (listener) => board.add(listener),
    hearsOthers: () => true,
    migrate: async () => applyMigrations(pooled, await readMigrations()),
    maintain,
    close: () => {
      closed ??= close()
      return closed
    },
  }
}

/** The worker writes a checkpoint as it shuts the database down (EDB-06). */
async function stopWorker(worker: Worker, pool: Pool): Promise<void> {
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  worker.postMessage({ type: 'close' } satisfies ToWorker)
  await ended
  await pool.end()
}

async function startWorker(data: EmbeddedWorkerData): Promise<Worker> {
  const worker = startThread(import.meta.url, './embedded-worker', { workerData: data })
  const message = await new Promise<FromWorker>((resolve) => {
    worker.once('message', resolve)
    worker.once('error', (error: Error) => resolve({ type: 'failed', reason: error.message }))
    worker.once('exit', (code) => resolve({ type: 'failed', reason: `its thread ended with code ${code}` }))
  })
  if (message.type === 'ready') {
    worker.removeAllListeners()
    return worker
  }
  await worker.terminate()
  if (message.type === 'not-durable') throw notDurable({ directory: data.directory })
  throw databaseStopped({ reason: message.type === 'failed' ? message.reason : message.type })
}

/** `dataDir/run`, or a short private folder where that path is too long for a socket. */
function runDirectory(dataDir: string): { path: string; remove: () => void } {
  const beside = join(dataDir, 'run')
  if (Buffer.byteLength(beside) <= longestRunDirectory) {
    privateDirectory(beside)
    return { path: beside, remove: () => rmSync(join(beside, '.s.PGSQL.5432'), { force: true }) }
  }
  const path = mkdtempSync(join(tmpdir(), 'chandlery-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Only our user may enter: the library makes its files readable for everybody (EDB-01). */
function privateDirectory(path: string): void {
  if (!existsSync(path)) mkdirSync(path, { recursive: true, mode: 0o700 })
  chmodSync(path, 0o700)
}
