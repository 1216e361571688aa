import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type JudgedImport, refusalOfImport } from './judge-import.ts'

const judged = (input: Partial<JudgedImport>): string | undefined =>
  refusalOfImport({ source: 'x.zip', read: 1000, rejected: 0, example: 'a: b', whole: true, before: 1000, ...input })
    ?.code

describe('whether a feed may replace the data in use (ADV-2)', () => {
  test.each<[string, Partial<JudgedImport>, string | undefined]>([
    ['whole and valid', {}, undefined],
    ['the first of its kind', { before: 0 }, undefined],
    ['just 99 % valid', { rejected: 10 }, undefined],
    ['less than 99 % valid', { rejected: 11 }, 'vulnerabilities.feed_too_broken'],
    ['one record, and that is broken', { read: 1, rejected: 1, whole: false }, 'vulnerabilities.feed_too_broken'],
    ['a tenth fewer', { read: 900 }, undefined],
    ['more than a tenth fewer', { read: 899 }, 'vulnerabilities.feed_shrunk'],
    ['a few records that join the others', { read: 3, whole: false }, undefined],
    ['nothing at all', { read: 0, before: 0 }, 'vulnerabilities.feed_empty'],
  ])('%s', (_, input, code) => expect(judged(input)).toBe(code))

  test('what is taken over never has more than 1 % of broken records and never loses more than 10 %', () =>
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), fc.nat(5000), fc.boolean(), (read, broken, before, whole) => {
        const rejected = Math.min(broken, read)
        if (judged({ read, rejected, before, whole }) !== undefined) return
        expect(read).toBeGreaterThan(0)
        expect(rejected * 100).toBeLessThanOrEqual(read + 1e-6)
        if (whole) expect((read - rejected) * 10).toBeGreaterThanOrEqual(before * 9 - 1e-6)
      }),
    ))
})
