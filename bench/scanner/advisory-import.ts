import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from 'pg'
import { type OpenStore, openStore } from '../../src/app/open-store.ts'
import { readConfig } from '../../src/platform/config/config.ts'
import type { Context } from '../../src/platform/context.ts'
import { openLog } from '../../src/platform/log.ts'
import { openFeed } from '../../src/vulnerabilities/feeds/open-feed.ts'
import { importAdvisories } from '../../src/vulnerabilities/index.ts'
import { startPostgres } from '../contestants/postgres.ts'
import { median } from '../report/statistics.ts'
import type { Figure, Pace, ScannerSection } from './section.ts'

/** What one import of all packs took, in seconds, and what others noticed of it. */
interface Taken {
  readonly first: number
  /** CPU time of this process meanwhile, seconds: of all figures it depends least on what else the machine does. */
  readonly cpu: number
  readonly again: number
  readonly unpacked: number
  readonly records: number
  /** Milliseconds that a small transaction of somebody else took meanwhile. */
  readonly waits: readonly number[]
}

/** PRF-09: all packs at hand into an empty store, the same files again, and the same records out of folders. */
export async function measureAdvisoryImport({ runs, quick, packs }: Pace): Promise<ScannerSection | string> {
  if (!existsSync(packs)) return `The packs are not there: ${packs}.`
  const files = (await readdir(packs)).filter((name) => /\.(zip|json)$/.test(name)).sort()
  const wanted = (quick ? files.filter((name) => /npm|crates/.test(name)) : files).map((name) => join(packs, name))
  const work = await mkdtemp(join(tmpdir(), 'chandlery-bench-'))
  const figures: Figure[] = []
  let records = 0
  try {
    const folders = await unpack(wanted, work)
    const embedded = await taking(runs, () => onEmbedded(wanted, folders))
    figures.push(...figuresOf('embedded', embedded, 30))
    records = embedded[0]?.records ?? 0
    const postgres = await startPostgres()
    if (postgres) {
      try {
        figures.push(
          ...figuresOf('PostgreSQL', await taking(runs, () => onPostgres(postgres.url, wanted, folders)), 12),
        )
      } finally {
        await postgres.stop()
      }
    }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return {
    id: 'PRF-09',
    title: 'Import of advisories',
    target: 'at most 30 s on the embedded database and 12 s on PostgreSQL; without changes at most 25 % of that',
    figures,
    notes: [
      `${records} records of ${wanted.length} feeds: ${wanted.map((path) => basename(path)).join(', ')}. Time from the first byte read to ` +
        'the last row removed; opening the store is not counted.',
      '"The same files" are known by their digest. "The same records, unpacked" have no digest in common with what was imported: ' +
        'every record is read and compared.',
      'The CPU time is that of all threads of the program: on the embedded database the database is among them, on PostgreSQL not.',
      'Meanwhile another transaction was made every 50 ms; its time says how long others wait (ADV-10).',
    ],
  }
}

function figuresOf(kind: string, taken: readonly Taken[], limit: number): Figure[] {
  const of = (value: (one: Taken) => number) => median(taken.map(value))
  const first = of((one) => one.first)
  return [
    { what: `${kind}: into an empty store`, value: first, unit: 's', most: limit },
    { what: `${kind}: CPU time of the program meanwhile`, value: of((one) => one.cpu), unit: 's' },
    { what: `${kind}: the same files again`, value: of((one) => one.again), unit: 's', most: limit / 4 },
    { what: `${kind}: the same records, unpacked`, value: of((one) => one.unpacked), unit: 's', most: limit / 4 },
    { what: `${kind}: the same files ÷ first`, value: (100 * of((one) => one.again)) / first, unit: '%', most: 25 },
    { what: `${kind}: p99 of other transactions`, value: of((one) => p99(one.waits)), unit: 'ms' },
    { what: `${kind}: longest other transaction`, value: of((one) => Math.max(...one.waits)), unit: 'ms' },
  ]
}

function p99(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0
}

async function taking(runs: number, once: () => Promise<Taken>): Promise<Taken[]> {
  const taken: Taken[] = []
  for (let run = 0; run < runs; run++) taken.push(await once())
  return taken
}

/** Each archive as a folder; what is one file already stays. */
async function unpack(files: readonly string[], work: string): Promise<string[]> {
  const folders: string[] = []
  for (const file of files) {
    if (!file.endsWith('.zip')) continue
    const folder = join(work, basename(file, '.zip'))
    await mkdir(folder)
    const feed = await openFeed(file)
    for await (const { name, bytes } of feed.texts) await writeFile(join(folder, basename(name)), bytes)
    folders.push(folder)
  }
  return folders
}

async function onEmbedded(files: readonly string[], folders: readonly string[]): Promise<Taken> {
  return inStore({}, files, folders)
}

async function onPostgres(url: string, files: readonly string[], folders: readonly string[]): Promise<Taken> {
  const name = `bench_${process.pid}_${Math.round(performance.now())}`
  await administer(url, `CREATE DATABASE ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  try {
    return await inStore({ DATABASE_URL: own.toString() }, files, folders)
  } finally {
    await administer(url, `DROP DATABASE ${name}`)
  }
}

async function administer(url: string, statement: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 })
  try {
    await pool.query(statement)
  } finally {
    await pool.end()
  }
}

async function inStore(env: NodeJS.ProcessEnv, files: readonly string[], folders: readonly string[]): Promise<Taken> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chandlery-bench-'))
  const config = readConfig({ CHANDLERY_DATA_DIR: dataDir, CHANDLERY_LOG_LEVEL: 'error', ...env })
  const store = await openStore(config, openLog(config.logLevel))
  try {
    await store.startJobs(false)
    return await imports(store, files, folders)
  } finally {
    await store.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function imports(store: OpenStore, files: readonly string[], folders: readonly string[]): Promise<Taken> {
  const ctx = store.makeContext({ kind: 'system', reason: 'bench' })
  const others = somebodyElse(ctx)
  let records = 0
  const before = process.cpuUsage()
  const first = await timed(async () => {
    for (const path of files) records += (await importAdvisories(ctx, { path })).records
  })
  const { user, system } = process.cpuUsage(before)
  const waits = await others.stop()
  await store.database.maintain('vacuum')
  const again = await timed(async () => {
    for (const path of files) await importAdvisories(ctx, { path })
  })
  const unpacked = await timed(async () => {
    for (const path of folders) {
      const { unchanged, records: read } = await importAdvisories(ctx, { path, whole: true })
      if (unchanged !== read) throw new Error(`${path}: ${read - unchanged} of ${read} records count as changed.`)
    }
  })
  return { first, cpu: (user + system) / 1_000_000, again, unpacked, records, waits }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

/** Makes small transactions until it is stopped; answers how many milliseconds each took. */
function somebodyElse(ctx: Context): { stop(): Promise<readonly number[]> } {
  const waits: number[] = []
  let going = true
  const running = (async () => {
    while (going) {
      waits.push(1000 * (await timed(() => ctx.transaction(async () => {}))))
      await wait(50)
    }
  })()
  return {
    async stop() {
      going = false
      await running
      return waits
    },
  }
}
