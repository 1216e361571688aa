import fc from 'fast-check'
import { expect, test } from 'vitest'
import { days } from '../../platform/clock.ts'
import { dayOf, periodEnd } from './period.ts'

test.each([
  ['month', '2026-01-31T10:30:00Z', '2026-03-02T10:30:00Z'],
  ['month', '2028-02-01T00:00:00Z', '2028-03-02T00:00:00Z'],
  ['year', '2026-03-02T09:00:00Z', '2027-03-02T09:00:00Z'],
  ['year', '2028-02-29T09:00:00Z', '2029-02-28T09:00:00Z'],
] as const)('a %s from %s ends at %s (STO-173)', (period, start, end) => {
  expect(periodEnd(new Date(start), period)).toEqual(new Date(end))
})

test('a month is 30 days and a year 365 or 366, wherever they begin', () =>
  fc.assert(
    fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), (start) => {
      const length = (period: 'month' | 'year') => (periodEnd(start, period).getTime() - start.getTime()) / days(1)
      expect(length('month')).toBe(30)
      expect([365, 366]).toContain(length('year'))
    }),
  ))

test('days are written with the name of the month', () => {
  expect(dayOf(new Date('2026-05-03T23:59:59Z'))).toBe('3 May 2026')
})
