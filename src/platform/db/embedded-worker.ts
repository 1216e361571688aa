import { existsSync } from 'node:fs'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { DurableNodeFS, durableParameters } from './durable-fs.ts'
import type { EmbeddedWorkerData, FromWorker, ToWorker } from './embedded-messages.ts'
import { copyPrepared, madeMark } from './prepared-database.ts'
import { wireSession } from './wire-session.ts'

class UnsyncedNodeFS extends DurableNodeFS {
  protected override patch(): void {}
}

const { directory, socketPath, fsync, checkpointEvery } = workerData as EmbeddedWorkerData
const port = parentPort
if (!port) throw new Error('embedded-worker.ts runs as a worker thread only')
const tell = (message: FromWorker): void => port.postMessage(message)

try {
  await run()
} catch (error) {
  tell({ type: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) })
}

async function run(): Promise<void> {
  const fs = fsync === 'ignored' ? new UnsyncedNodeFS(directory) : new DurableNodeFS(directory)
  const db = await openDirectory(fs)
  if (fsync !== 'off' && !(await commitIsSynced(db, fs))) {
    await db.close()
    return tell({ type: 'not-durable' })
  }
  let checkpointed = fs.logBytes
  const session = wireSession(db, {
    died: (error) => tell({ type: 'died', reason: error.message }),
    async idle() {
      if (fs.logBytes - checkpointed < checkpointEvery) return
      await db.execProtocolRawStream(simpleQuery('CHECKPOINT'), { onRawData: () => {} })
      checkpointed = fs.logBytes
    },
  })
  // The server uses only what WireDatabase names.
  const server = new PGLiteSocketServer({ db: session as PGlite, path: socketPath, maxConnections: 20 })
  await server.start()
  port?.on('message', (message: ToWorker) => {
    if (message.type !== 'close') return
    void close(server, db)
  })
  tell({ type: 'ready' })
}

async function close(server: PGLiteSocketServer, db: PGlite): Promise<void> {
  await server.stop()
  await db.close()
  tell({ type: 'closed' })
  port?.close()
}

/** Opens the database, making it first when there is none. A half-made one was never used and is made anew. */
async function openDirectory(fs: DurableNodeFS): Promise<PGlite> {
  const made = join(directory, madeMark)
  const isNew = !existsSync(made)
  if (isNew) {
    await emptyDirectory()
    await copyPrepared(directory)
  }
  // A killed process leaves its pid here. The directory lock is ours, so nobody is using it.
  await rm(join(directory, 'postmaster.pid'), { force: true })
  const startParams = fsync === 'off' ? [...PGlite.defaultStartParams] : durableParameters()
  const db = await PGlite.create({ fs, extensions: { pg_trgm }, startParams })
  if (isNew) {
    if (fsync === 'on') await syncTree(directory)
    await (await open(made, 'w', 0o600)).close()
    if (fsync === 'on') await syncPath(directory)
  }
  return db
}

/** Commits one row and sees whether the disk was asked to keep it (EDB-03). */
async function commitIsSynced(db: PGlite, fs: DurableNodeFS): Promise<boolean> {
  await db.exec(`CREATE SCHEMA IF NOT EXISTS embedded;
    CREATE TABLE IF NOT EXISTS embedded.self_test (id boolean PRIMARY KEY, started_at timestamptz NOT NULL)`)
  const before = fs.fsyncs
  await db.exec(`INSERT INTO embedded.self_test VALUES (true, now())
    ON CONFLICT (id) DO UPDATE SET started_at = excluded.started_at`)
  return fs.fsyncs > before
}

function simpleQuery(text: string): Uint8Array {
  const body = Buffer.from(`${text}\0`)
  const head = Buffer.alloc(5)
  head.write('Q')
  head.writeInt32BE(body.length + 4, 1)
  return new Uint8Array(Buffer.concat([head, body]))
}

async function emptyDirectory(): Promise<void> {
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true, mode: 0o700 })
}

/** The library writes the first files without syncing them. */
async function syncTree(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const child = join(path, entry.name)
    await (entry.isDirectory() ? syncTree(child) : syncPath(child))
  }
  await syncPath(path)
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
