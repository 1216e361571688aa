// `npm run bench:watch`: how long a new advisory takes to find every published image that it affects (WAT-2).
//   npm run bench:watch -- --images 100000 --advisories 200
//   npm run bench:watch -- --embedded --images 10000
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { systemClock } from '../../src/platform/clock.ts'
import type { Context } from '../../src/platform/context.ts'
import type { Database } from '../../src/platform/db/database.ts'
import { openDatabase } from '../../src/platform/db/open-database.ts'
import { openLog } from '../../src/platform/log.ts'
import { contextMaker } from '../../src/platform/make-context.ts'
import { importAdvisories } from '../../src/vulnerabilities/index.ts'
import { listAffectedImages } from '../../src/vulnerabilities/list-affected-images.ts'
import { type WatchAdvisories, watchAdvisories } from '../../src/vulnerabilities/watch-advisories.ts'
import { startPostgres } from '../contestants/postgres.ts'
import { describeMachine } from '../report/machine.ts'
import { median, percentile } from '../report/statistics.ts'
import { plainTable } from '../report/table.ts'
import { baseVersions, componentVersions, type IndexSize, writeIndex } from './generated-index.ts'
import { writeRecords } from './records.ts'

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      embedded: { type: 'boolean', default: false },
      images: { type: 'string', default: '100000' },
      components: { type: 'string', default: '200' },
      advisories: { type: 'string', default: '200' },
    },
  })
  const size: IndexSize = { images: Number(values.images), perImage: Number(values.components) }
  const folder = await mkdtemp(join(tmpdir(), 'chandlery-watch-'))
  const server = values.embedded ? undefined : await startPostgres()
  if (!server && !values.embedded)
    process.stdout.write('No PostgreSQL is installed: the embedded database is measured.\n')
  const log = openLog('error')
  const database = await openDatabase({
    ...{ dataDir: join(folder, 'data'), log, clock: systemClock },
    ...(server && { databaseUrl: server.url }),
  })
  try {
    await database.migrate()
    const began = performance.now()
    await writeIndex(database, size)
    const { cpu } = await describeMachine()
    process.stdout.write(
      `${cpu}, ${database.kind}: ${size.images} images of ${size.perImage} components, ${componentVersions(size)} distinct, ` +
        `written in ${Math.round((performance.now() - began) / 1000)} s\n`,
    )
    await measure(database, folder, size, Number(values.advisories))
  } finally {
    await database.close()
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Advisories about packages of base images, which many images hold, and about others. */
async function measure(database: Database, folder: string, size: IndexSize, advisories: number): Promise<void> {
  const ctx = benchContext(database)
  const base = baseVersions(size) / 5
  const all = componentVersions(size) / 5
  const packages = (from: number, to: number) =>
    Array.from({ length: advisories }, (_, n) => from + Math.floor(((n + 0.5) * (to - from)) / advisories))
  const rows: string[][] = []
  for (const [what, names] of [
    ['packages of base images', packages(1, base - 1)],
    ['packages of few images', packages(base + 1, all - 1)],
  ] as const) {
    const records = await writeRecords(folder, names, rows.length)
    await importAdvisories(ctx, { path: records.path })
    const taken: { watch: number; list: number; images: number }[] = []
    for (const { id, name } of records.all) {
      const watch = await timed(() => watchAdvisories(ctx, jobOf(id, name)))
      const list = await timed(() => everyImage(ctx, id))
      taken.push({ watch: watch.ms, list: list.ms, images: list.answer })
    }
    rows.push(lineOf(what, taken))
  }
  const head = ['advisories about', 'images each', 'match p50 ms', 'p95', 'list p50 ms', 'p95', 'both p95', 'target']
  process.stdout.write(`${plainTable([head, ...rows])}\n`)
}

const jobOf = (id: string, name: string): WatchAdvisories => ({
  keys: [{ ecosystem: 'npm', name }],
  advisoryIds: [id],
  after: 0,
})

async function everyImage(ctx: Context, vulnerability: string): Promise<number> {
  let images = 0
  for (let after: Awaited<ReturnType<typeof listAffectedImages>>['next']; ; ) {
    const page = await listAffectedImages(ctx, { vulnerability, ...(after && { after }) })
    images += page.items.length
    if (!page.next) return images
    after = page.next
  }
}

async function timed<Answer>(work: () => Promise<Answer>): Promise<{ ms: number; answer: Answer }> {
  const began = performance.now()
  const answer = await work()
  return { ms: performance.now() - began, answer }
}

function lineOf(what: string, taken: readonly { watch: number; list: number; images: number }[]): string[] {
  const sorted = (of: (one: (typeof taken)[number]) => number) => taken.map(of).sort((a, b) => a - b)
  const [watch, list] = [sorted(({ watch: ms }) => ms), sorted(({ list: ms }) => ms)]
  const both = percentile(
    sorted((one) => one.watch + one.list),
    95,
  )
  const text = (ms: number) => ms.toFixed(1)
  return [
    what,
    String(median(taken.map(({ images }) => images))),
    ...[median(watch), percentile(watch, 95), median(list), percentile(list, 95), both].map(text),
    both <= 100 ? 'met' : 'missed',
  ]
}

/** Jobs that would be queued are not run: they follow the answer that is measured. */
function benchContext(database: Database): Context {
  return contextMaker({
    database,
    clock: systemClock,
    log: openLog('error'),
    jobs: { enqueue: async () => {}, wake: () => {} } as never,
    ports: {} as never,
    settings: {} as never,
    subscribersOf: () => [],
  })({ kind: 'system', reason: 'bench' })
}

await main()
