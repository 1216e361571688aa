import { expect, test } from 'vitest'
import { byteRate, restAfter } from './byte-rate.ts'

test('a rate is written as people write it', () => {
  const rates = {
    '50MB/s': 50_000_000,
    '50MB': 50_000_000,
    '1.5 MiB/s': 1_572_864,
    '800k': 800_000,
    '2GiB/s': 2 ** 31,
    '0': 0,
  }
  for (const [text, rate] of Object.entries(rates)) expect([text, byteRate(text)]).toEqual([text, rate])
  for (const text of ['', 'fast', '-1', '5 parsecs', '1e9', '5MB/h', '99999999999999999999']) {
    expect(() => byteRate(text)).toThrow('is not a rate')
  }
})

test('reading rests until the rate is kept; a rate of 0 never rests', () => {
  expect(restAfter({ bytes: 1000, elapsed: 100, rate: 5000 })).toBe(100)
  expect(restAfter({ bytes: 1000, elapsed: 300, rate: 5000 })).toBe(0)
  expect(restAfter({ bytes: 1e12, elapsed: 1, rate: 0 })).toBe(0)
})
