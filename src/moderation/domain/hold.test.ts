import fc from 'fast-check'
import { expect, test } from 'vitest'
import { after, days } from '../../platform/clock.ts'
import { dueHoldStep, longestHold } from './hold.ts'

const heldAt = new Date('2026-03-01T12:00:00Z')
const onDay = (day: number) => after(heldAt, days(day))

test.each([
  [0, undefined, undefined],
  [15.9, undefined, undefined],
  [16, undefined, { kind: 'warn', daysLeft: 14 }],
  [16, 14, undefined],
  [22.9, 14, undefined],
  [23, 14, { kind: 'warn', daysLeft: 7 }],
  [29, 7, { kind: 'warn', daysLeft: 1 }],
  [29.9, 1, undefined],
  [29, undefined, { kind: 'warn', daysLeft: 1 }],
  [30, 1, { kind: 'revoke' }],
  [300, undefined, { kind: 'revoke' }],
] as const)('on day %s, last warned %s days before: %j (STO-110)', (day, warned, step) => {
  expect(dueHoldStep({ heldAt }, warned, onDay(day))).toEqual(step)
})

test('a shorter hold has only the warnings that fit into it', () => {
  expect(dueHoldStep({ heldAt }, undefined, heldAt, days(10))).toBeUndefined()
  expect(dueHoldStep({ heldAt }, undefined, onDay(3), days(10))).toEqual({ kind: 'warn', daysLeft: 7 })
})

test('however often it is asked, each warning comes once and the end comes last', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: days(40) })), (moments) => {
      let warned: number | undefined
      for (const ms of [...moments].sort((a, b) => a - b)) {
        const step = dueHoldStep({ heldAt }, warned, after(heldAt, ms))
        expect(step?.kind === 'revoke').toBe(ms >= longestHold)
        if (step?.kind !== 'warn') continue
        expect(step.daysLeft).toBeLessThan(warned ?? Number.POSITIVE_INFINITY)
        warned = step.daysLeft
      }
    }),
  )
})
