import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Clock, days, hours } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { collectGarbage } from './collect-garbage.ts'
import { type Digest, digestOf } from './domain/digest.ts'
import { listContentHolds } from './list-content-holds.ts'
import { releaseContent } from './release-content.ts'
import { sweepUploads } from './sweep-uploads.ts'
import { BusyRegistry, type Deed } from './testing/busy-registry.ts'
import { type RegistryBench, registryBench } from './testing/registry-bench.ts'
import { verifyImage } from './verify-image.ts'

let bench: RegistryBench

beforeAll(async () => {
  bench = await registryBench()
})
afterAll(() => bench.close())

const few = fc.integer({ min: 0, max: 2 })
const repository = fc.integer({ min: 0, max: 1 })
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('push' as const), to: repository, image: few, tag: few }) },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('push the manifest alone' as const),
      to: repository,
      image: few,
      tag: few,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('push index' as const), to: repository, image: few, tag: few }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('push something odd' as const), to: repository, blob: few }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('upload' as const), to: repository, blob: few }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('give up an upload' as const), to: repository, blob: few }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('mount' as const), to: repository, from: repository, blob: few }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('mount from anywhere' as const), to: repository, blob: few }) },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('delete manifest' as const), in: repository, image: few }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('delete index' as const), in: repository, image: few }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('delete blob' as const), in: repository, blob: few }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('delete tag' as const), in: repository, tag: few }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('publish' as const), from: repository, image: few }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('remove repository' as const), in: repository }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('hold' as const), image: few }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('hold blob' as const), blob: few }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('verify' as const) }) },
  { weight: 8, arbitrary: fc.record({ does: fc.constant('collect' as const) }) },
)
const damage = fc.record({ blob: few, how: fc.constantFrom('lost' as const, 'changed' as const, 'cut' as const) })
/** What the disk does to the blobs, then what is done at once; and then the next. */
const round = fc.record({
  damages: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(damage, { minLength: 1, maxLength: 2 })),
  deeds: fc.array(deed, { minLength: 2, maxLength: 5 }),
})
const history = fc.array(round, { minLength: 1, maxLength: 4 })
/** Blobs that are there already, and for long: in all repositories, or in none any more. */
const start = fc.constantFrom('empty' as const, 'full' as const, 'full' as const, 'left behind' as const)
const delay = fc.constantFrom(0, 0, hours(1))

test('whatever is done at once, nothing that is needed is lost, and in the end nothing unneeded is left', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), history, delay, start, async (scheduler, rounds, delay, start) => {
      await bench.reset()
      for (const { digest } of await bench.blobs.list(undefined, 100)) await bench.blobs.remove(digest)
      const clock = tickingClock()
      let isFree = true
      const turn = (step: string) => (isFree ? Promise.resolve() : scheduler.schedule(Promise.resolve(), step))
      const busy = new BusyRegistry(bench, { turn, clock, delay })
      await busy.begin(start, 2, 4)
      clock.advance(hours(2))
      isFree = false
      for (const { damages, deeds } of rounds) {
        for (const what of damages) await busy.strike(what)
        const ends = await scheduler.waitFor(Promise.allSettled(deeds.map((what) => busy.do(what))))
        for (const end of ends) if (end.status === 'rejected') throw end.reason
        // With a delay, some of what is done is old and some is new when the next collector comes.
        clock.advance(hours(1) / 2)
      }
      isFree = true
      await rowsAreTrue(busy)
      // The disk's damage is found and mended; whatever else is missing then was lost by ourselves.
      clock.advance(hours(1))
      await busy.do({ does: 'verify' })
      await busy.heal()
      expect(await damagedBlobs()).toEqual([])
      await nothingIsLost(busy)
      await collected(busy.ctx, clock)
      await nothingIsLost(busy)
      for (const { id, releasedAt } of await listContentHolds(busy.ctx)) {
        if (!releasedAt) await releaseContent(busy.ctx, { holdId: id })
      }
      await collected(busy.ctx, clock)
      await nothingIsLost(busy)
      await nothingIsLeft()
    }),
    // As many as a slow machine does in four minutes.
    { numRuns: 100, endOnFailure: true, interruptAfterTimeLimit: 240_000 },
  )
})

const rows = (sql: string) => bench.database.execute(sql).then((answer) => answer.rows)
const damagedBlobs = () => rows('SELECT digest FROM blob WHERE damaged_at IS NOT NULL')

/** Every blob that has a row has its bytes, but for those that the disk itself took; what is held is there. */
async function rowsAreTrue({ struck }: BusyRegistry): Promise<void> {
  for (const row of await rows('SELECT digest, size FROM blob')) {
    const digest = row.digest as Digest
    if (struck.has(digest)) continue
    expect([digest, await bench.blobs.stat(digest)]).toEqual([digest, { size: Number(row.size) }])
    expect(digestOf(await buffer(await bench.blobs.read(digest)))).toBe(digest)
  }
  expect(
    await rows(`SELECT digest FROM content_hold h WHERE released_at IS NULL
      AND NOT EXISTS (SELECT FROM blob b WHERE b.digest = h.digest)
      AND NOT EXISTS (SELECT FROM manifest m WHERE m.digest = h.digest)`),
  ).toEqual([])
}

/** Each manifest has all its links, rows and bytes; what somebody was told is there is there; no blob lacks its bytes. */
async function nothingIsLost(busy: BusyRegistry): Promise<void> {
  const { ctx, promised } = busy
  const found = await rows('SELECT r.name, m.digest FROM manifest m JOIN repository r ON r.id = m.repository_id')
  for (const { name, digest } of found) await verifyImage(ctx, { repository: String(name), digest: String(digest) })
  const there = found.map(({ name, digest }) => `${name} ${digest}`)
  expect([...promised].filter((key) => !there.includes(key))).toEqual([])
  expect(
    await rows(`SELECT r.repository_id, r.digest FROM manifest_reference r WHERE r.kind <> 'manifest' AND NOT EXISTS (
      SELECT FROM repository_blob rb WHERE rb.repository_id = r.repository_id AND rb.digest = r.digest)`),
  ).toEqual([])
  await rowsAreTrue(busy)
}

/** Everything quiet has aged, and the collector has been twice: once for uploads that were given up. */
async function collected(ctx: Context, clock: Turnable): Promise<void> {
  for (let times = 0; times < 2; times++) {
    clock.advance(days(3))
    await sweepUploads(ctx)
    expect(await collectGarbage(ctx, { whole: true })).toBe('complete')
  }
}

async function nothingIsLeft(): Promise<void> {
  const counts = await bench.database.execute(`SELECT
    (SELECT count(*) FROM repository_blob rb WHERE NOT EXISTS (
      SELECT FROM manifest_reference r WHERE r.repository_id = rb.repository_id AND r.digest = rb.digest)) AS links,
    (SELECT count(*) FROM blob b WHERE NOT EXISTS (SELECT FROM repository_blob rb WHERE rb.digest = b.digest)) AS blobs,
    (SELECT count(*) FROM blob_removal) AS removals,
    (SELECT count(*) FROM link_candidate) + (SELECT count(*) FROM blob_candidate) AS candidates`)
  expect(counts.rows).toEqual([{ links: 0n, blobs: 0n, removals: 0n, candidates: 0n }])
  const rows = await bench.database.execute('SELECT digest FROM blob ORDER BY digest')
  const stored = await bench.blobs.list(undefined, 100)
  expect(stored.map(({ digest }) => digest).sort()).toEqual(rows.rows.map(({ digest }) => digest))
}

type Turnable = Clock & { advance(ms: number): void }

/** No two moments are the same, as on a real machine. */
function tickingClock(): Turnable {
  let moment = Date.parse('2026-03-02T09:00:00Z')
  return {
    now: () => new Date(moment++),
    advance(ms) {
      moment += ms
    },
  }
}
