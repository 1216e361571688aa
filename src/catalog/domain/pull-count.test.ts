import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roundedPulls } from './pull-count.ts'

test.each([
  [0n, '0'],
  [128n, '128'],
  [999n, '999'],
  [1_000n, '1K+'],
  [4_999n, '1K+'],
  [5_000n, '5K+'],
  [99_999n, '50K+'],
  [999_999n, '500K+'],
  [10_400_000n, '10M+'],
  [2_000_000_000n, '1B+'],
  [7_000_000_000_000n, '500B+'],
])('%s pulls read %s', (count, text) => expect(roundedPulls(count)).toBe(text))

const worth = (text: string) => {
  const [, digits = '', unit = ''] = /^(\d+)([KMB]?)/.exec(text) ?? []
  return BigInt(digits) * ({ K: 1_000n, M: 1_000_000n, B: 1_000_000_000n }[unit] ?? 1n)
}

test('a card never promises more pulls than there were, and more pulls never read as fewer', () =>
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 13n }), fc.bigInt({ min: 0n, max: 10n ** 12n }), (count, more) => {
      expect(worth(roundedPulls(count)) <= count).toBe(true)
      expect(worth(roundedPulls(count)) <= worth(roundedPulls(count + more))).toBe(true)
    }),
  ))
