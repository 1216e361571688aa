import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteBook, byteText, quotaOf } from './quota.ts'

describe('which quota holds', () => {
  const standard = { bytes: 1000, repositories: 5 }
  test('the settings, unless the operator said something else for the namespace; 0 stands for no limit', () => {
    expect(quotaOf(standard, undefined)).toEqual(standard)
    expect(quotaOf(standard, { bytes: 7, repositories: null })).toEqual({ bytes: 7, repositories: 5 })
    expect(quotaOf(standard, { bytes: 0, repositories: null })).toEqual({ repositories: 5 })
    expect(quotaOf({ bytes: 0, repositories: 0 }, undefined)).toEqual({})
  })
})

describe('the books of one program', () => {
  /** What requests do, in any order: take, have some written, give the rest back; and the rows are counted. */
  const steps = fc.array(
    fc.oneof(
      fc.record({ step: fc.constant('take' as const), bytes: fc.nat(400) }),
      fc.record({ step: fc.constant('write' as const), bytes: fc.nat(400) }),
      fc.record({ step: fc.constant('giveBack' as const), bytes: fc.nat(400) }),
      fc.record({ step: fc.constant('count' as const), bytes: fc.constant(0) }),
    ),
    { maxLength: 100 },
  )

  test('never let in more than there is room for, whatever happens in between, and forget nothing', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(1000), steps, (limit, before, all) => {
        const book = new ByteBook()
        book.endCount(limit, before)
        let rows = before
        let running = 0
        for (const { step, bytes } of all) {
          const part = Math.min(bytes, running)
          if (step === 'take' && book.take(bytes)) running += bytes
          if (step === 'write') {
            book.write(part)
            rows += part
            running -= part
          }
          if (step === 'giveBack') {
            book.giveBack(part)
            running -= part
          }
          if (step === 'count') {
            book.beginCount()
            book.endCount(limit, rows)
          }
          expect(book.used).toBe(rows + running)
          expect(rows + running).toBeLessThanOrEqual(Math.max(limit, before))
        }
      }),
    ))

  const counts = fc.constantFrom('begin' as const, 'look' as const, 'end' as const)
  test('nor while the rows are being counted, however long that takes', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.array(fc.oneof(fc.nat(400), counts)), (limit, all) => {
        const book = new ByteBook()
        book.endCount(limit, 0)
        let rows = 0
        let count: { seen?: number } | undefined
        for (const step of all) {
          if (typeof step === 'number' && book.take(step)) {
            book.write(step)
            rows += step
          }
          if (step === 'begin' && !count) {
            book.beginCount()
            count = {}
          }
          if (step === 'look' && count) count.seen ??= rows
          if (step === 'end' && count?.seen !== undefined) {
            book.endCount(limit, count.seen)
            count = undefined
          }
          expect(book.used).toBeGreaterThanOrEqual(rows)
          expect(rows).toBeLessThanOrEqual(limit)
        }
      }),
    ))

  test('a quota that was lowered below what is there takes nothing away and lets nothing in', () => {
    const book = new ByteBook()
    book.endCount(10, 50)
    expect([book.take(1), book.take(0), book.used]).toEqual([false, true, 50])
  })

  test('without a limit everything is let in', () =>
    fc.assert(
      fc.property(fc.array(fc.nat()), (all) => {
        const book = new ByteBook()
        book.endCount(undefined, 0)
        for (const bytes of all) expect(book.take(bytes)).toBe(true)
      }),
    ))
})

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [12_345_678, '12.3 MB'],
  [999_600_000, '1 GB'],
  [107_374_182_400, '107 GB'],
  [5e15, '5000 TB'],
])('%s bytes are %s', (bytes, text) => expect(byteText(bytes)).toBe(text))
