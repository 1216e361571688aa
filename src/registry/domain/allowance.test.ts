import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Bucket,
  fullBucket,
  type OpenWindow,
  takeFromBucket,
  takeFromWindow,
  type WindowLimit,
  windowAt,
} from './allowance.ts'

const limits = fc.record({ limit: fc.integer({ min: 1, max: 50 }), length: fc.integer({ min: 1000, max: 100_000 }) })
const pauses = fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 200 })

/** Which of the requests, each after a pause, were let through, and when. */
function admitted(limit: WindowLimit, after: readonly number[]): number[] {
  let open: OpenWindow | undefined
  let now = 0
  const times: number[] = []
  for (const pause of after) {
    now += pause
    open = windowAt(open, limit, now)
    if (takeFromWindow(open, limit, now).allowed) times.push(now)
  }
  return times
}

describe('so many in a window', () => {
  test('two windows never let more through than twice the limit, one never more than the limit', () =>
    fc.assert(
      fc.property(limits, pauses, (limit, after) => {
        const times = admitted(limit, after)
        const within = (from: number) => times.filter((at) => at >= from && at < from + limit.length).length
        for (const from of times) expect(within(from)).toBeLessThanOrEqual(2 * limit.limit)
        const [first] = times
        if (first !== undefined) expect(within(first)).toBeLessThanOrEqual(limit.limit)
      }),
    ))

  test('what is left and what was taken are the limit together, and nobody waits longer than the window', () =>
    fc.assert(
      fc.property(limits, pauses, (limit, after) => {
        let open: OpenWindow | undefined
        let now = 0
        for (const pause of after) {
          now += pause
          open = windowAt(open, limit, now)
          const { allowed, remaining, resetSeconds } = takeFromWindow(open, limit, now)
          expect(remaining + open.taken).toBe(limit.limit)
          expect(allowed || remaining === 0).toBe(true)
          expect(resetSeconds).toBeGreaterThanOrEqual(1)
          expect(resetSeconds).toBeLessThanOrEqual(Math.ceil(limit.length / 1000))
        }
      }),
    ))

  test('after the window everything is allowed again; a clock set back opens a fresh one', () => {
    const limit = { limit: 1, length: 1000 }
    const window = windowAt(undefined, limit, 5000)
    expect(takeFromWindow(window, limit, 5000)).toMatchObject({ allowed: true, remaining: 0 })
    expect(takeFromWindow(windowAt(window, limit, 5999), limit, 5999)).toMatchObject({
      allowed: false,
      resetSeconds: 1,
    })
    expect(windowAt(window, limit, 6000)).toEqual({ taken: 0, endsAt: 7000 })
    expect(windowAt(window, limit, 1000)).toEqual({ taken: 0, endsAt: 2000 })
  })
})

describe('a bucket', () => {
  const bucketLimits = fc.record({
    perSecond: fc.integer({ min: 1, max: 100 }),
    burst: fc.integer({ min: 1, max: 500 }),
  })

  test('lets through the burst and what has flowed in since, and not one more', () =>
    fc.assert(
      fc.property(bucketLimits, pauses, (limit, after) => {
        const bucket: Bucket = fullBucket(limit, 0)
        let now = 0
        let through = 0
        for (const pause of after) {
          now += pause
          if (takeFromBucket(bucket, limit, now) === 0) through++
          expect(through).toBeLessThanOrEqual(limit.burst + (now * limit.perSecond) / 1000 + 1e-6)
          expect(bucket.tokens).toBeGreaterThanOrEqual(0)
        }
      }),
    ))

  test('who waits as long as was said is let through', () =>
    fc.assert(
      fc.property(bucketLimits, (limit) => {
        const bucket = fullBucket(limit, 0)
        for (let i = 0; i < limit.burst; i++) expect(takeFromBucket(bucket, limit, 0)).toBe(0)
        const wait = takeFromBucket(bucket, limit, 0)
        expect(wait).toBeGreaterThan(0)
        expect(takeFromBucket(bucket, limit, wait * 1000)).toBe(0)
      }),
    ))
})
