import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Money } from './money.ts'

const eur = (minor: bigint) => Money.of(minor, 'EUR')
const anyMinor = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n })
const anyBasisPoints = fc.integer({ min: 0, max: 10_000 })

test('what is added can be taken away again', () => {
  fc.assert(
    fc.property(anyMinor, anyMinor, (a, b) => {
      expect(eur(a).plus(eur(b)).minus(eur(b)).minor).toBe(a)
    }),
  )
})

test('a share and the rest are the whole, and the share is never off by more than half a cent', () => {
  fc.assert(
    fc.property(anyMinor, anyBasisPoints, (minor, basisPoints) => {
      const share = eur(minor).share(basisPoints)
      expect(share.plus(eur(minor).minus(share)).minor).toBe(minor)
      const exact = minor * BigInt(basisPoints)
      const off = share.minor * 10_000n - exact
      expect(off <= 5_000n && off >= -5_000n).toBe(true)
    }),
  )
})

test('half a cent goes to the even side', () => {
  expect(eur(1n).share(5000).minor).toBe(0n)
  expect(eur(3n).share(5000).minor).toBe(2n)
  expect(eur(5n).share(5000).minor).toBe(2n)
  expect(eur(-3n).share(5000).minor).toBe(-2n)
})

test('parts sum to the whole, the same each time', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      fc.array(fc.bigInt({ min: 0n, max: 100n }), { minLength: 1, maxLength: 6 }).filter((r) => r.some((x) => x > 0n)),
      (minor, ratios) => {
        const parts = eur(minor).split(ratios)
        expect(parts.reduce((sum, part) => sum + part.minor, 0n)).toBe(minor)
        expect(
          eur(minor)
            .split(ratios)
            .map((part) => part.minor),
        ).toEqual(parts.map((part) => part.minor))
      },
    ),
  )
})

test('the wire form survives the round trip for any size', () => {
  fc.assert(
    fc.property(fc.bigInt(), (minor) => {
      expect(Money.fromWire(JSON.parse(JSON.stringify(eur(minor).toWire()))).minor).toBe(minor)
    }),
  )
})

test('currencies are not mixed, and unknown ones are refused', () => {
  expect(() => eur(1n).plus(Money.of(1n, 'USD'))).toThrow(/EUR and USD/)
  for (const code of ['eur', 'EURO', 'XXQ', 'add']) expect(() => Money.of(1n, code)).toThrow(/not an ISO 4217/)
  expect(Money.of(1n, 'ALL').currency).toBe('ALL')
})

test('people read it as they write it, whatever the number of decimals', () => {
  expect(eur(1299n).format()).toBe('€12.99')
  expect(eur(-5n).format()).toBe('-€0.05')
  expect(Money.of(1299n, 'JPY').format()).toBe('JP¥1,299')
  expect(Money.of(1234567890123456789n, 'EUR').format()).toBe('€12,345,678,901,234,567.89')
})
