import fc from 'fast-check'
import { expect, test } from 'vitest'
import { after, days } from '../../platform/clock.ts'
import { Money } from '../../platform/money.ts'
import { beginPaid, beginTrial } from './subscription.ts'
import { trialReminder } from './trial-reminder.ts'

const start = new Date('2026-03-02T09:00:00Z')
const day = (n: number) => after(start, days(n))
const who = { id: 's', accountId: 'a', planId: 'p', productId: 'x', at: start } as unknown as Parameters<
  typeof beginTrial
>[0]
const trial = beginTrial(who, 30)

test.each([
  [22.9, null, undefined],
  [23, null, 7],
  [28, null, 7],
  [28, 23, undefined],
  [29, 23, 1],
  [29.5, 29, undefined],
  [29, null, 1],
  [30, null, undefined],
])('on day %d of 30, last told on day %s: %s', (now, told, expected) => {
  expect(trialReminder(trial, told === null ? null : day(told), day(now))).toBe(expected)
})

test('a trial of five days is told of once, a day before', () => {
  const short = beginTrial(who, 5)
  expect(trialReminder(short, null, day(1))).toBeUndefined()
  expect(trialReminder(short, null, day(4))).toBe(1)
})

test('only trials are told of', () => {
  const paid = beginPaid(who, { amount: Money.of(900n, 'EUR'), period: 'month' })
  expect(trialReminder(paid, null, day(29))).toBeUndefined()
})

test('whenever the clockwork runs, nobody is told more than twice', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.double({ min: 0, max: 61, noNaN: true })),
      (length, runs) => {
        const tried = beginTrial(who, length)
        let told: Date | null = null
        let count = 0
        for (const now of runs.sort((a, b) => a - b).map(day)) {
          if (trialReminder(tried, told, now) === undefined) continue
          told = now
          count++
        }
        expect(count).toBeLessThanOrEqual(2)
      },
    ),
  ))
