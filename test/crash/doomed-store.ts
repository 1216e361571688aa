// A store that is meant to be killed. It says on standard output how far it is:
//   collect   collects garbage all the time and waits for nothing before
//   settle    serves nobody: some days later it collects twice, looks at everything, says "settled {…}" and ends
//   a stage   after a SIGUSR2 stops dead when a request comes to that stage, and says "reached …"
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { createSetupLink, hasOperator } from '../../src/accounts/index.ts'
import { type OpenStore, openStore } from '../../src/app/open-store.ts'
import { buildServer } from '../../src/app/server.ts'
import type { BlobStore, Digest } from '../../src/platform/blobs/blob-store.ts'
import { openFsBlobStore } from '../../src/platform/blobs/fs-blob-store.ts'
import { days, systemClock } from '../../src/platform/clock.ts'
import { readConfig } from '../../src/platform/config/config.ts'
import type { Context } from '../../src/platform/context.ts'
import type { Database, Tx } from '../../src/platform/db/database.ts'
import { openDatabase } from '../../src/platform/db/open-database.ts'
import { openLog } from '../../src/platform/log.ts'
import { collectGarbage, verifyImage } from '../../src/registry/index.ts'
import { sweepUploads } from '../../src/registry/sweep-uploads.ts'

const [mode = ''] = process.argv.slice(2)
let isArmed = false
// What the transaction that begins next comes after.
let hasCommitted = false
let hasRead = false
process.on('SIGUSR2', () => {
  isArmed = true
  hasCommitted = false
  hasRead = false
  console.log('armed')
})
const config = { ...readConfig(process.env), collectionDelayHours: 0 }
const log = openLog('error')
let later = 0
const clock = { now: () => new Date(systemClock.now().getTime() + later) }
const database = await openDatabase({ dataDir: config.dataDir, log, clock })
const blobs = await openFsBlobStore({ directory: `${config.dataDir}/blobs`, clock })

if (mode === 'settle') await settle(await open(database, blobs))
else await serve(await open(stoppingDatabase(database), stoppingBlobs(blobs)))

function open(over: Database, bytes: BlobStore): Promise<OpenStore> {
  return openStore(config, log, { parts: { database: over, clock, ports: { blobs: bytes } } })
}

async function serve(store: OpenStore): Promise<void> {
  const app = await buildServer(store, { web: false })
  await store.startJobs(true)
  await app.listen({ host: config.host, port: config.port })
  const ctx = store.makeContext({ kind: 'system', reason: 'test' })
  if (!(await hasOperator(ctx))) console.log((await createSetupLink(ctx)).url)
  if (mode !== 'collect') return
  for (;;) {
    await collectGarbage(ctx, { whole: true }).catch((error: unknown) => console.log(`collecting failed: ${error}`))
    await wait(5)
  }
}

/** Never comes back. */
function reached(stage: string): Promise<never> {
  console.log(`reached ${stage}`)
  return new Promise(() => {})
}

async function stopAt(stage: string): Promise<void> {
  if (isArmed && mode === stage) await reached(stage)
}

function stoppingBlobs(store: BlobStore): BlobStore {
  return Object.assign(Object.create(store) as BlobStore, {
    async start(id: string) {
      const started = await store.start(id)
      await stopAt('upload started')
      return started
    },
    async append(...given: Parameters<BlobStore['append']>) {
      const appended = await store.append(...given)
      await stopAt('bytes appended')
      return appended
    },
    async commit(id: string, digest: Digest) {
      await stopAt('claim written')
      const committed = await store.commit(id, digest)
      hasCommitted = true
      await stopAt('bytes committed')
      return committed
    },
    async read(...given: Parameters<BlobStore['read']>) {
      hasRead = true
      return store.read(...given)
    },
    find: store.find.bind(store),
    cancel: store.cancel.bind(store),
    staleUploads: store.staleUploads.bind(store),
    put: store.put.bind(store),
    stat: store.stat.bind(store),
    list: store.list.bind(store),
    remove: store.remove.bind(store),
  })
}

function stoppingDatabase(inner: Database): Database {
  return {
    ...inner,
    async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      if (hasRead) await stopAt('image verified')
      let isRecorded = false
      let isPlaced = false
      const result = await inner.transaction(async (tx) => {
        // By what it writes one tells the transaction that is meant from those of jobs that run beside it.
        const [bytes, images] = [await recorded(tx), await published(tx)]
        const done = await work(tx)
        isRecorded = hasCommitted && (await recorded(tx)) > bytes
        if (isRecorded) await stopAt('row before commit')
        isPlaced = (await published(tx)) > images
        if (isPlaced) await stopAt('image placed')
        return done
      })
      if (isRecorded) await stopAt('row committed')
      if (isPlaced) await stopAt('image live')
      return result
    },
  }
}

/** Blobs that have a row, counted for the stages that are about them. */
async function recorded(tx: Tx): Promise<number> {
  if (!mode.startsWith('row')) return 0
  const { rows } = await sql<{ count: bigint }>`SELECT count(*) AS count FROM blob`.execute(tx)
  return Number(rows[0]?.count)
}

/** Tags on the shelf, counted for the stages that are about them. */
async function published(tx: Tx): Promise<number> {
  if (!mode.startsWith('image')) return 0
  const { rows } = await sql<{ count: bigint }>`SELECT count(*) AS count FROM tag
    JOIN repository ON repository.id = tag.repository_id WHERE repository.name LIKE 'store/%'`.execute(tx)
  return Number(rows[0]?.count)
}

async function settle(store: OpenStore): Promise<void> {
  const ctx = store.makeContext({ kind: 'system', reason: 'test' })
  for (let times = 0; times < 2; times++) {
    later += days(3)
    await sweepUploads(ctx)
    const end = await collectGarbage(ctx, { whole: true })
    if (end !== 'complete') throw new Error(`The collection ended ${end}.`)
  }
  console.log(`settled ${JSON.stringify(await findings(ctx))}`)
  process.exit(0)
}

/** Everything that should not be. */
async function findings(ctx: Context) {
  const rows = async (text: string) => (await database.execute(text)).rows
  const manifests = await rows('SELECT r.name, m.digest FROM manifest m JOIN repository r ON r.id = m.repository_id')
  const damaged: string[] = []
  for (const { name, digest } of manifests) {
    const image = { repository: String(name), digest: String(digest) }
    await verifyImage(ctx, image).catch((error: unknown) => damaged.push(`${name} ${error}`))
  }
  const lacking = await rows(`SELECT r.digest FROM manifest_reference r WHERE kind <> 'manifest' AND NOT EXISTS (
    SELECT FROM repository_blob rb WHERE rb.repository_id = r.repository_id AND rb.digest = r.digest)`)
  const needless = await rows(`SELECT b.digest FROM blob b WHERE NOT EXISTS (
    SELECT FROM repository_blob rb JOIN manifest_reference r USING (repository_id, digest) WHERE rb.digest = b.digest)`)
  const left = await rows(`SELECT digest FROM link_candidate UNION ALL SELECT digest FROM blob_candidate
    UNION ALL SELECT digest FROM blob_removal UNION ALL SELECT id::text FROM upload`)
  const known = (await rows('SELECT digest FROM blob')).map(({ digest }) => String(digest))
  const stored = (await blobs.list(undefined, 1000)).map(({ digest }) => String(digest))
  return {
    manifests: manifests.length,
    damaged,
    lacking,
    needless,
    left,
    bytesWithoutRow: stored.filter((digest) => !known.includes(digest)),
    rowsWithoutBytes: known.filter((digest) => !stored.includes(digest)),
  }
}
