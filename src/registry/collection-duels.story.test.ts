import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest'
import { days, hours } from '../platform/clock.ts'
import { BusyRegistry, type Deed } from './testing/busy-registry.ts'
import {
  collectAll,
  expectNothingIsLeft,
  expectNothingIsLost,
  expectRowsAreTrue,
  releaseHolds,
  tickingClock,
} from './testing/nothing-lost.ts'
import { type RegistryBench, registryBench } from './testing/registry-bench.ts'

/*
 * The meetings that the collector's locks are for, one at a time, each with many orders of its steps. The property of
 * collection-races.story.test.ts finds what nobody thought of; this finds what a lock that is gone does.
 */

let bench: RegistryBench

beforeAll(async () => {
  bench = await registryBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.reset()
  for (const { digest } of await bench.blobs.list(undefined, 1000)) await bench.blobs.remove(digest)
})

/** Milliseconds before each step: mostly none, and now and then as long as another one needs for all that it does. */
const pauses = fc.infiniteStream(fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 3, 3, 10, 40, 80))

/** Milliseconds after which each of them begins. */
const starts = fc.array(fc.constantFrom(0, 0, 50, 120, 200, 300), { minLength: 3, maxLength: 3 })

interface Duel {
  /** What has happened, one after the other, a while ago. */
  readonly before: readonly Deed[]
  readonly struck?: 'changed'
  readonly atOnce: readonly Deed[]
}

/** Repositories 0 and 1, blobs 0 to 4 and images 0 to 3, of this run alone. */
const duels: Readonly<Record<string, Duel>> = {
  'an upload and the collector, of a blob that nobody has any more': {
    before: [
      { does: 'upload', to: 0, blob: 0 },
      { does: 'delete blob', in: 0, blob: 0 },
    ],
    atOnce: [{ does: 'upload', to: 1, blob: 0 }, { does: 'collect' }],
  },
  'an upload and the collector, of a blob that the repository has and nothing names': {
    before: [{ does: 'upload', to: 0, blob: 0 }],
    atOnce: [{ does: 'upload', to: 0, blob: 0 }, { does: 'collect' }],
  },
  'a manifest and the collector': {
    before: [
      { does: 'upload', to: 0, blob: 0 },
      { does: 'upload', to: 0, blob: 1 },
    ],
    atOnce: [{ does: 'push the manifest alone', to: 0, image: 0, tag: 0 }, { does: 'collect' }],
  },
  'a mount and the collector': {
    before: [{ does: 'upload', to: 0, blob: 0 }],
    atOnce: [{ does: 'mount', to: 1, from: 0, blob: 0 }, { does: 'collect' }],
  },
  'a mount from anywhere and the collector': {
    before: [{ does: 'upload', to: 0, blob: 0 }],
    atOnce: [{ does: 'mount from anywhere', to: 1, blob: 0 }, { does: 'collect' }],
  },
  'publishing, deleting and the collector': {
    before: [{ does: 'push', to: 0, image: 0, tag: 0 }],
    atOnce: [{ does: 'publish', from: 0, image: 0 }, { does: 'delete manifest', in: 0, image: 0 }, { does: 'collect' }],
  },
  'publishing and the collector, where the publisher had links that nothing names': {
    before: [
      { does: 'push', to: 0, image: 0, tag: 0 },
      { does: 'publish', from: 0, image: 0 },
      { does: 'withdraw', image: 0 },
    ],
    atOnce: [{ does: 'publish', from: 0, image: 0 }, { does: 'collect' }],
  },
  'a hold on a blob and the collector': {
    before: [{ does: 'upload', to: 0, blob: 0 }],
    atOnce: [{ does: 'hold blob', blob: 0 }, { does: 'collect' }],
  },
  'a hold on an image and its deletion': {
    before: [{ does: 'push', to: 0, image: 0, tag: 0 }],
    atOnce: [
      { does: 'hold', image: 0 },
      { does: 'delete manifest', in: 0, image: 0 },
    ],
  },
  'a manifest and the deletion of a blob that it names': {
    before: [
      { does: 'upload', to: 0, blob: 0 },
      { does: 'upload', to: 0, blob: 1 },
    ],
    atOnce: [
      { does: 'push the manifest alone', to: 0, image: 0, tag: 0 },
      { does: 'delete blob', in: 0, blob: 1 },
    ],
  },
  'the deletion of the last link of a blob and the collector, which comes for another link': {
    before: [
      { does: 'upload', to: 0, blob: 0 },
      { does: 'upload', to: 1, blob: 0 },
      { does: 'delete blob', in: 0, blob: 0 },
    ],
    atOnce: [{ does: 'delete blob', in: 1, blob: 0 }, { does: 'collect' }],
  },
  'an index and the deletion of an image below it': {
    before: [
      { does: 'push', to: 0, image: 0, tag: 0 },
      { does: 'push', to: 0, image: 1, tag: 1 },
    ],
    atOnce: [
      { does: 'push index', to: 0, image: 0, tag: 2 },
      { does: 'delete manifest', in: 0, image: 1 },
    ],
  },
  'the removal of both repositories that have a held image': {
    before: [
      { does: 'push', to: 0, image: 0, tag: 0 },
      { does: 'push', to: 1, image: 0, tag: 0 },
      { does: 'hold', image: 0 },
    ],
    atOnce: [
      { does: 'remove repository', in: 0 },
      { does: 'remove repository', in: 1 },
    ],
  },
  'a manifest that is pushed again and its deletion': {
    before: [{ does: 'push', to: 0, image: 0, tag: 0 }],
    atOnce: [
      { does: 'push the manifest alone', to: 0, image: 0, tag: 1 },
      { does: 'delete manifest', in: 0, image: 0 },
    ],
  },
  'an upload and the removal of its repository': {
    before: [{ does: 'upload', to: 0, blob: 0 }],
    atOnce: [
      { does: 'upload', to: 0, blob: 1 },
      { does: 'remove repository', in: 0 },
    ],
  },
  'a mount and the removal of its repository': {
    before: [
      { does: 'upload', to: 0, blob: 0 },
      { does: 'upload', to: 1, blob: 1 },
    ],
    atOnce: [
      { does: 'mount', to: 1, from: 0, blob: 0 },
      { does: 'remove repository', in: 1 },
    ],
  },
  'an upload and the reading of damaged bytes, which it does not replace': {
    before: [{ does: 'push', to: 0, image: 0, tag: 0 }],
    struck: 'changed',
    atOnce: [{ does: 'upload', to: 1, blob: 0 }, { does: 'verify' }],
  },
  'an upload, the collector and the reading of damaged bytes': {
    before: [
      { does: 'upload', to: 0, blob: 0 },
      { does: 'delete blob', in: 0, blob: 0 },
    ],
    struck: 'changed',
    atOnce: [{ does: 'upload', to: 1, blob: 0 }, { does: 'collect' }, { does: 'verify' }],
  },
}

/** Nothing that was there before one run is there in the next. */
let begun = 0

/** The same deed with the repositories, images and blobs of run `n`. */
function ofRun<D extends Deed>(n: number, deed: D): D {
  const moved: Record<string, unknown> = { ...deed }
  for (const key of ['to', 'from', 'in']) if (key in moved) moved[key] = Number(moved[key]) + 2 * n
  for (const key of ['image', 'blob']) if (key in moved) moved[key] = Number(moved[key]) + 10 * n
  return moved as D
}

describe('whatever the order of their steps, nothing is lost and nothing is left:', () => {
  test.each(Object.entries(duels))('%s', { timeout: 300_000 }, async (_, { before, struck, atOnce }) => {
    const enough = performance.now() + 12_000
    await fc.assert(
      fc.asyncProperty(pauses, starts, async (pauses, starts) => {
        // Not interrupted in the middle: what is left of a run would disturb what follows.
        if (performance.now() > enough) return
        const run = ++begun
        const clock = tickingClock()
        clock.advance(run * days(30))
        let isFree = true
        const turn = () => (isFree ? Promise.resolve() : wait(pauses.next().value))
        const busy = new BusyRegistry(bench, { turn, clock, delay: 0 })
        for (const deed of before) await busy.do(ofRun(run, deed))
        if (struck) await busy.strike({ blob: 10 * run, how: struck })
        clock.advance(hours(1))
        isFree = false
        const ends = await Promise.allSettled(
          atOnce.map(async (deed, index) => {
            await wait(starts[index])
            await busy.do(ofRun(run, deed))
          }),
        )
        isFree = true
        for (const end of ends) if (end.status === 'rejected') throw end.reason
        await expectRowsAreTrue(bench, busy)
        if (struck) {
          clock.advance(hours(1))
          await busy.do({ does: 'verify' })
          await busy.heal(10 * run, 2 * run)
        }
        await expectNothingIsLost(bench, busy)
        await releaseHolds(busy)
        for (const repository of [0, 1]) await busy.do(ofRun(run, { does: 'remove repository', in: repository }))
        await busy.do(ofRun(run, { does: 'withdraw', image: 0 }))
      }),
      { numRuns: bench.database.kind === 'postgres' ? 8 : 3, endOnFailure: true },
    )
    const clock = tickingClock()
    clock.advance((begun + 1) * days(30))
    await collectAll(new BusyRegistry(bench, { turn: async () => {}, clock, delay: 0 }), clock)
    await expectNothingIsLeft(bench)
  })
})
