import { buffer } from 'node:stream/consumers'
import { expect } from 'vitest'
import { type Clock, days } from '../../platform/clock.ts'
import { collectGarbage } from '../collect-garbage.ts'
import { type Digest, digestOf } from '../domain/digest.ts'
import { listContentHolds } from '../list-content-holds.ts'
import { releaseContent } from '../release-content.ts'
import { sweepUploads } from '../sweep-uploads.ts'
import { verifyImage } from '../verify-image.ts'
import type { BusyRegistry } from './busy-registry.ts'
import type { RegistryBench } from './registry-bench.ts'

const rowsOf = (bench: RegistryBench) => (sql: string) => bench.database.execute(sql).then((answer) => answer.rows)

/** Every blob that has a row has its bytes, but for those that the disk itself took; what is held is there. */
export async function expectRowsAreTrue(bench: RegistryBench, { struck }: BusyRegistry): Promise<void> {
  const rows = rowsOf(bench)
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
export async function expectNothingIsLost(bench: RegistryBench, busy: BusyRegistry): Promise<void> {
  const rows = rowsOf(bench)
  const { ctx, promised } = busy
  const found = await rows('SELECT r.name, m.digest FROM manifest m JOIN repository r ON r.id = m.repository_id')
  for (const { name, digest } of found) await verifyImage(ctx, { repository: String(name), digest: String(digest) })
  const there = found.map(({ name, digest }) => `${name} ${digest}`)
  expect([...promised].filter((key) => !there.includes(key))).toEqual([])
  expect(
    await rows(`SELECT r.repository_id, r.digest FROM manifest_reference r WHERE r.kind <> 'manifest' AND NOT EXISTS (
      SELECT FROM repository_blob rb WHERE rb.repository_id = r.repository_id AND rb.digest = r.digest)`),
  ).toEqual([])
  await expectRowsAreTrue(bench, busy)
}

/** Ends every hold. */
export async function releaseHolds({ ctx }: BusyRegistry): Promise<void> {
  for (const { id, releasedAt } of await listContentHolds(ctx))
    if (!releasedAt) await releaseContent(ctx, { holdId: id })
}

/** Holds are released, everything quiet ages, and the collector comes twice: once for uploads that were given up. */
export async function collectAll(busy: BusyRegistry, clock: TickingClock): Promise<void> {
  await releaseHolds(busy)
  await collectTwice(busy.ctx, clock)
}

/** Everything quiet ages, and the collector comes twice. What is held stays. */
export async function collectTwice(ctx: BusyRegistry['ctx'], clock: TickingClock): Promise<void> {
  for (let times = 0; times < 2; times++) {
    clock.advance(days(3))
    await sweepUploads(ctx)
    expect(await collectGarbage(ctx, { whole: true })).toBe('complete')
  }
}

/** Nothing is stored, linked, queued or being removed but what somebody needs. */
export async function expectNothingIsLeft(bench: RegistryBench): Promise<void> {
  const counts = await bench.database.execute(`SELECT
    (SELECT count(*) FROM repository_blob rb WHERE NOT EXISTS (
      SELECT FROM manifest_reference r WHERE r.repository_id = rb.repository_id AND r.digest = rb.digest)) AS links,
    (SELECT count(*) FROM blob b WHERE NOT EXISTS (SELECT FROM repository_blob rb WHERE rb.digest = b.digest)) AS blobs,
    (SELECT count(*) FROM blob_removal) AS removals,
    (SELECT count(*) FROM link_candidate) + (SELECT count(*) FROM blob_candidate) AS candidates`)
  expect(counts.rows).toEqual([{ links: 0n, blobs: 0n, removals: 0n, candidates: 0n }])
  const rows = await bench.database.execute('SELECT digest FROM blob ORDER BY digest')
  const stored = await bench.blobs.list(undefined, 1000)
  expect(stored.map(({ digest }) => digest).sort()).toEqual(rows.rows.map(({ digest }) => digest))
}

export type TickingClock = Clock & { advance(ms: number): void }

/** No two moments are the same, as on a real machine. */
export function tickingClock(): TickingClock {
  let moment = Date.parse('2026-03-02T09:00:00Z')
  return {
    now: () => new Date(moment++),
    advance(ms) {
      moment += ms
    },
  }
}
