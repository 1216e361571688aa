import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import type { DomainEvent } from '../platform/events.ts'
import { uuidv7 } from '../platform/ids.ts'
import { contextMaker } from '../platform/make-context.ts'
import { silentLog } from '../platform/testing/silent-log.ts'
import { type TestDatabase, testDatabase } from '../platform/testing/test-database.ts'
import { turnableClock } from '../platform/testing/turnable-clock.ts'
import type { PublisherId } from '../publishers/index.ts'
import { type Advisory, type MatchedComponent, match, parseOsv } from '../scanner/index.ts'
import type { AdvisoriesChanged } from './domain/events.ts'
import { importAdvisories } from './import-advisories.ts'
import { listAffectedImages } from './list-affected-images.ts'
import { reconcileFindings } from './reconcile-findings.ts'
import { componentIndex } from './store/component-index.ts'
import { publishedImages } from './store/published-images.ts'
import { scans } from './store/scans.ts'
import { type SpreadMatches, spreadMatches, type WatchAdvisories, watchAdvisories } from './watch-advisories.ts'
import { watchChanges } from './watch-changes.ts'

/**
 * SCN-028: a generated index of images, most of them published, and advisories that come, change and go. What the index
 * answers is compared with what a search through every image answers.
 */
let database: TestDatabase
let ctx: Context
const clock = turnableClock()
const events: DomainEvent[] = []
const jobs: { queue: string; data: object }[] = []
const held = new Map<string, readonly MatchedComponent[]>()
const published: { productId: ProductId; repository: string; tag: string; digest: string }[] = []
const records = new Map<string, Advisory>()
let dies = false
let folder: string
let imported: AdvisoriesChanged | undefined

beforeAll(async () => {
  database = await testDatabase()
  folder = await mkdtemp(join(tmpdir(), 'chandlery-watch-'))
  ctx = contextMaker({
    database,
    clock,
    log: silentLog,
    jobs: {
      enqueue: async (_: unknown, queue: string, data: object) => {
        if (dies) throw new Error('killed')
        jobs.push({ queue, data })
      },
      wake: () => {},
    } as never,
    // Nothing here may touch a layer or a blob: there is none (WAT-1).
    ports: {} as never,
    settings: { publicUrl: 'http://localhost', alone: true } as never,
    subscribersOf: (event) => {
      events.push(event)
      return []
    },
  })({ kind: 'system', reason: 'test' })
  await generates()
})
afterAll(async () => {
  await database?.close()
  await rm(folder, { recursive: true, force: true })
})

const packages = 30
const component = (name: number, version: number): MatchedComponent => ({
  id: `${name}-${version}`,
  purl: `pkg:npm/p${name}@${version}.0.0`,
  ecosystem: 'npm',
  name: `p${name}`,
  version: `${version}.0.0`,
})

/** 300 images of 20 components each, 200 of them published by 20 products. */
async function generates(): Promise<void> {
  const products = Array.from({ length: 20 }, () => ctx.newId() as string as ProductId)
  for (let image = 0; image < 300; image += 1) {
    const digest = `sha256:${String(image).padStart(64, '0')}`
    const components = Array.from({ length: 20 }, (_, place) =>
      component((image * 7 + place) % packages, 1 + ((image + place) % 9)),
    )
    held.set(digest, components)
    const productId = products[image % 30]
    if (productId) published.push({ productId, repository: `store/acme/r${image % 30}`, tag: `${image}`, digest })
  }
  const at = clock.now()
  for (const [digest, components] of held) {
    await ctx.transaction(async (tx) => {
      await scans(tx).insertQueued({ digest, repository: 'acme/r', why: 'push', queuedAt: at })
      await scans(tx).complete(digest, { platforms: [] }, at)
      await componentIndex(tx).put(components)
      const numbers = await componentIndex(tx).find(components.map(({ id }) => id))
      const nothing = { components: 20, vulnerable: 0, critical: 0, major: 0, minor: 0, unknown: 0 }
      const image = await scans(tx).setComponentCount(digest, nothing, at)
      const links = [...numbers.values()].map(({ number }) => ({ number, declared: false }))
      await componentIndex(tx).link(image, links, at)
    })
  }
  for (const productId of products) {
    const publisherId = uuidv7(at) as string as PublisherId
    const tags = published.filter((image) => image.productId === productId)
    await ctx.transaction(async (tx) => {
      await publishedImages(tx).watch({ productId, publisherId })
      await publishedImages(tx).replace(
        productId,
        tags.map((tag) => ({ ...tag, publishedAt: at })),
      )
    })
  }
}

/** Imports the record as a feed brings it, and queues what the store queues for the event. */
async function imports(record: Advisory, text: object): Promise<void> {
  records.set(record.id, record)
  const path = join(folder, 'feed.json')
  await writeFile(path, JSON.stringify(text))
  await importAdvisories(ctx, { path })
  for (const event of events.filter(({ type }) => type === 'advisories.changed')) {
    jobs.push({ queue: 'vulnerabilities.watch-changes', data: event })
    imported = event as AdvisoriesChanged
  }
  events.splice(0, events.length, ...events.filter(({ type }) => type !== 'advisories.changed'))
}

/** Runs jobs until none is left; each is delivered twice, as the queue may do (ARC-14). */
async function works(times = 2): Promise<void> {
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    for (let delivery = 0; delivery < times; delivery += 1) await run(job)
  }
}
async function run({ queue, data }: { queue: string; data: object }): Promise<void> {
  if (queue === 'vulnerabilities.watch-changes') await watchChanges(ctx, data as AdvisoriesChanged)
  if (queue === 'vulnerabilities.watch-advisories') await watchAdvisories(ctx, data as WatchAdvisories)
  if (queue === 'vulnerabilities.spread-matches') await spreadMatches(ctx, data as SpreadMatches)
  if (queue === 'vulnerabilities.reconcile-findings') await reconcileFindings(ctx, data as { productId: ProductId })
}

const osv = (id: string, name: number, fixed: number, more: object = {}) => ({
  id,
  modified: '2026-01-01T00:00:00Z',
  affected: [
    {
      package: { ecosystem: 'npm', name: `p${name}` },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: `${fixed}.0.0` }] }],
    },
  ],
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  ...more,
})

/** Imports a record about `p<name>` before version `fixed`; answers it as the scanner reads it. */
async function brings(...what: Parameters<typeof osv>): Promise<Advisory> {
  const text = osv(...what)
  const parsed = parseOsv(JSON.stringify(text))
  if (!parsed.ok) throw new Error(parsed.reason)
  await imports(parsed.advisory, text)
  return parsed.advisory
}

/** Every published image that a record hits, found by looking into each of them. */
const searched = (record: Advisory): string[] =>
  published
    .filter(({ digest }) => held.get(digest)?.some((part) => match(part, [record]).length > 0))
    .map(({ repository, tag }) => `${repository}:${tag}`)
    .sort()

async function listed(id: string): Promise<string[]> {
  const found = new Set<string>()
  for (let after: Awaited<ReturnType<typeof listAffectedImages>>['next']; ; ) {
    const page = await listAffectedImages(ctx, { vulnerability: id, ...(after && { after }) })
    for (const { repository, tag } of page.items) found.add(`${repository}:${tag}`)
    if (!page.next) return [...found].sort()
    after = page.next
  }
}

const findingRows = async () =>
  (
    await database.execute(
      'SELECT product_id, vulnerability, state, class, owed, tags, first_seen_at FROM finding ORDER BY 1, 2 LIMIT 10000',
    )
  ).rows
const openProducts = async (id: string) =>
  (
    await database.execute(
      "SELECT product_id FROM finding WHERE vulnerability = $1 AND state IN ('detected', 'open') ORDER BY 1 LIMIT 1000",
      [id],
    )
  ).rows.map((row) => String(row.product_id))
const productsOf = (record: Advisory) =>
  [
    ...new Set(
      published
        .filter(({ repository, tag }) => searched(record).includes(`${repository}:${tag}`))
        .map((p) => p.productId as string),
    ),
  ].sort()

test('SCN-028, WAT-1: a new advisory yields every affected published image and tag, and no other', async () => {
  const record = await brings('CVE-2026-0001', 3, 5)
  await works()
  expect(searched(record).length).toBeGreaterThan(20)
  expect(await listed('CVE-2026-0001')).toEqual(searched(record))
  expect(await openProducts('CVE-2026-0001')).toEqual(productsOf(record))
})

test('SCN-028, WAT-3: what was opened was told in the same breath, once', async () => {
  const told = events
    .filter(({ type }) => type === 'finding.opened')
    .map((event) => (event as unknown as { productId: string }).productId)
  expect([...told].sort()).toEqual(await openProducts('CVE-2026-0001'))
})

test('SCN-028, WAT-4: the import again changes nothing and tells nothing', async () => {
  const before = await findingRows()
  events.length = 0
  clock.advance(1000)
  await brings('CVE-2026-0001', 3, 5)
  expect(jobs).toEqual([])
  jobs.push({ queue: 'vulnerabilities.watch-changes', data: imported as AdvisoriesChanged })
  await works()
  for (const { productId } of published) await reconcileFindings(ctx, { productId })
  expect(await findingRows()).toEqual(before)
  expect(events).toEqual([])
})

test('SCN-028, WAT-3: a changed advisory opens and closes, a withdrawn one closes all', async () => {
  const moved = await brings('CVE-2026-0001', 4, 3)
  await works()
  expect(await listed('CVE-2026-0001')).toEqual(searched(moved))
  expect(await openProducts('CVE-2026-0001')).toEqual(productsOf(moved))

  events.length = 0
  await brings('CVE-2026-0001', 4, 3, { withdrawn: '2026-02-01T00:00:00Z' })
  await works()
  expect(await listed('CVE-2026-0001')).toEqual([])
  expect(await openProducts('CVE-2026-0001')).toEqual([])
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['finding.resolved']))
})

test('SCN-028, WAT-4: killed in the middle and started again, the findings are the same', async () => {
  const record = await brings('CVE-2026-0002', 9, 8)
  const [job] = jobs.splice(0)
  if (job) await run(job)
  const [watch] = jobs.splice(0)
  if (!watch) throw new Error('Nothing was queued.')
  dies = true
  await expect(run(watch)).rejects.toThrow('killed')
  expect(await listed('CVE-2026-0002')).toEqual([])
  dies = false
  jobs.push(watch)
  await works(1)
  expect(await listed('CVE-2026-0002')).toEqual(searched(record))
  expect(await openProducts('CVE-2026-0002')).toEqual(productsOf(record))
})

test('SCN-028: any row of imports leaves what a search through all images finds', async () => {
  const anyChange = fc.record({
    id: fc.constantFrom('CVE-2026-1001', 'CVE-2026-1002', 'GHSA-1003'),
    name: fc.integer({ min: 0, max: packages - 1 }),
    fixed: fc.integer({ min: 1, max: 10 }),
    withdrawn: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(anyChange, { minLength: 1, maxLength: 4 }), async (changes) => {
      for (const { id, name, fixed, withdrawn } of changes) {
        await brings(id, name, fixed, withdrawn ? { withdrawn: '2026-02-01T00:00:00Z' } : {})
        await works(1)
      }
      for (const record of records.values()) {
        expect(await listed(record.id)).toEqual(searched(record))
        expect(await openProducts(record.id)).toEqual(productsOf(record))
      }
    }),
    { numRuns: 4 },
  )
})

test('SCN-028, WAT-2: distinct component versions are matched, however many images hold them', async () => {
  const { rows } = await database.execute('SELECT count(*)::int AS count FROM component_version')
  expect(rows[0]?.count).toBeLessThanOrEqual(packages * 9)
  const { rows: matches } = await database.execute(
    "SELECT count(*)::int AS count FROM component_match WHERE advisory_id = 'CVE-2026-0002'",
  )
  expect(matches[0]?.count).toBeLessThanOrEqual(9)
})

test('the counts of images follow', async () => {
  const { rows } = await database.execute('SELECT digest, totals FROM scan ORDER BY digest LIMIT 1000')
  for (const { digest, totals } of rows as { digest: string; totals: { vulnerable: number; components: number } }[]) {
    const parts = held.get(digest) ?? []
    const hits = parts.filter((part) => match(part, [...records.values()]).length > 0)
    expect([digest, totals.vulnerable, totals.components]).toEqual([digest, new Set(hits.map(({ id }) => id)).size, 20])
  }
})
