import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatBytes,
  formatDay,
  formatDuration,
  formatMoment,
  formatMoney,
  formatPlatforms,
  plural,
  shortDigest,
} from './format.ts'

test('durations are as exact as people want them', () => {
  expect([0, 59.4, 60, 3599, 3700, 7500].map(formatDuration)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '60 min',
    '1 h 2 min',
    '2 h 5 min',
  ])
})

describe('money', () => {
  test('is written with its currency, from exact minor units', () => {
    expect(formatMoney({ amount: '1299', currency: 'EUR' })).toBe('€12.99')
    expect(formatMoney({ amount: '5', currency: 'EUR' })).toBe('€0.05')
    expect(formatMoney({ amount: '-500', currency: 'GBP' })).toBe('-£5.00')
  })

  test('follows the currency: the yen has no minor unit', () => {
    expect(formatMoney({ amount: '1500', currency: 'JPY' })).toBe('JP¥1,500')
  })

  test('keeps every digit, also where floating point would not', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), (minor) => {
        const digits = formatMoney({ amount: String(minor), currency: 'EUR' }).replace(/\D/g, '')
        expect(BigInt(digits)).toBe(minor)
      }),
    )
  })
})

describe('dates', () => {
  test('have month names and do not depend on the reader’s time zone', () => {
    expect(formatDay('2026-05-03T23:59:59Z')).toBe('3 May 2026')
    expect(formatMoment('2026-05-03T14:05:00Z')).toBe('3 May 2026, 14:05 UTC')
  })
})

describe('sizes and names', () => {
  test('sizes use decimal units, as registries count', () => {
    expect(formatBytes(0)).toBe('0 B')
    expect(formatBytes(999)).toBe('999 B')
    expect(formatBytes(14_200_000)).toBe('14.2 MB')
    expect(formatBytes(312_000_000)).toBe('312 MB')
  })

  test('a digest is shortened, a short text stays', () => {
    expect(shortDigest(`sha256:${'ab'.repeat(32)}`)).toBe('sha256:abababababab')
    expect(shortDigest('sha256:abc')).toBe('sha256:abc')
  })

  test('platforms read as docker writes them', () => {
    const platforms = [
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm', variant: 'v7' },
    ]
    expect(formatPlatforms(platforms)).toBe('linux/amd64, linux/arm/v7')
  })

  test('one is singular', () => {
    expect([plural(0, 'product'), plural(1, 'product'), plural(1200, 'product')]).toEqual([
      '0 products',
      '1 product',
      '1,200 products',
    ])
  })
})
