import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hours } from '../platform/clock.ts'
import { BusyRegistry, type Deed } from './testing/busy-registry.ts'
import {
  collectAll,
  collectTwice,
  expectNothingIsLeft,
  expectNothingIsLost,
  expectRowsAreTrue,
  tickingClock,
} from './testing/nothing-lost.ts'
import { type RegistryBench, registryBench } from './testing/registry-bench.ts'

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
      await expectRowsAreTrue(bench, busy)
      // The disk's damage is found and mended; whatever else is missing then was lost by ourselves.
      clock.advance(hours(1))
      await busy.do({ does: 'verify' })
      await busy.heal()
      expect((await bench.database.execute('SELECT digest FROM blob WHERE damaged_at IS NOT NULL')).rows).toEqual([])
      await expectNothingIsLost(bench, busy)
      await collectTwice(busy.ctx, clock)
      await expectNothingIsLost(bench, busy)
      await collectAll(busy, clock)
      await expectNothingIsLost(bench, busy)
      await expectNothingIsLeft(bench)
    }),
    // As many as a slow machine does in four minutes.
    { numRuns: 100, endOnFailure: true, interruptAfterTimeLimit: 240_000 },
  )
})
