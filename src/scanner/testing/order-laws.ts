import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { VersionOrder } from '../versions/version-order.ts'

/** Declares the laws of a total order for a comparator, over any texts and over texts that look like its versions. */
export function obeysTheLawsOfOrder(order: VersionOrder, versions: fc.Arbitrary<string>): void {
  const sign = (a: string, b: string) => {
    const difference = order.compare(a, b)
    return difference === undefined ? undefined : Math.sign(difference)
  }

  test('a version equals itself', () =>
    fc.assert(
      fc.property(versions, (a) => {
        expect(sign(a, a)).toBe(0)
      }),
    ))

  test('swapping the sides turns the answer round', () =>
    fc.assert(
      fc.property(versions, versions, (a, b) => {
        expect(sign(a, b)).toBe(0 - (sign(b, a) ?? Number.NaN) + 0)
      }),
    ))

  test('what is not newer than its neighbour is not newer than the next one either', () =>
    fc.assert(
      fc.property(versions, versions, versions, (a, b, c) => {
        const [low = '', middle = '', high = ''] = [a, b, c].sort((x, y) => sign(x, y) ?? 0)
        expect(sign(low, middle)).toBeLessThanOrEqual(0)
        expect(sign(middle, high)).toBeLessThanOrEqual(0)
        expect(sign(low, high)).toBeLessThanOrEqual(0)
        if (sign(low, middle) === 0) expect(sign(low, high)).toBe(sign(middle, high))
      }),
      { numRuns: 500 },
    ))

  test('any text gets an answer or none, never an exception', () =>
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), (a, b) => {
        const there = sign(a, b)
        const back = sign(b, a)
        expect(there === undefined).toBe(back === undefined)
      }),
    ))
}

/** Declares one test: each version is older than the next. */
export function ascending(order: VersionOrder, ...versions: readonly string[]): void {
  test(`${versions.join(' < ')}`, () => {
    for (const [at, older] of versions.entries()) {
      for (const newer of versions.slice(at + 1)) {
        expect(order.compare(older, newer), `${older} < ${newer}`).toBeLessThan(0)
        expect(order.compare(newer, older), `${newer} > ${older}`).toBeGreaterThan(0)
      }
    }
  })
}

/** Declares one test: all of these are the same version. */
export function same(order: VersionOrder, ...versions: readonly string[]): void {
  test(`${versions.join(' = ')}`, () => {
    for (const a of versions) for (const b of versions) expect(order.compare(a, b), `${a} = ${b}`).toBe(0)
  })
}

/** Declares one test: nothing can be said about these. */
export function noVersions(order: VersionOrder, good: string, ...texts: readonly string[]): void {
  test(`no versions: ${texts.map((text) => JSON.stringify(text)).join(', ')}`, () => {
    for (const text of texts) {
      expect(order.compare(text, good), text).toBeUndefined()
      expect(order.compare(good, text), text).toBeUndefined()
    }
  })
}
