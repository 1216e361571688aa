import { expect, test } from 'vitest'
import {
  ageInHours,
  holdingRepositoryOf,
  isAnswered,
  isOverdue,
  type Submission,
  type SubmissionId,
} from './submission.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 2, 2, hour))
const waiting = { state: 'pending', submittedAt: at(0) } as Submission

test('the frozen copy has a place of its own for every submission', () => {
  const id = '018f4b6e' as SubmissionId
  expect(holdingRepositoryOf(id, 'acme/widget')).toBe('holding/018f4b6e/widget')
  expect(holdingRepositoryOf(id, 'acme/tools/widget')).toBe('holding/018f4b6e/tools/widget')
})

test('a submission ages while it waits, and stops when it is decided', () => {
  expect(ageInHours(waiting, at(5))).toBe(5)
  expect(ageInHours({ ...waiting, state: 'approved', decidedAt: at(3) }, at(50))).toBe(3)
})

test('after a day it is overdue (STO-076), once decided no more', () => {
  expect(isOverdue(waiting, at(24))).toBe(false)
  expect(isOverdue(waiting, at(25))).toBe(true)
  expect(isOverdue({ ...waiting, state: 'changes_requested', decidedAt: at(30) }, at(50))).toBe(false)
})

test.each([
  ['shortDescription', ['shortDescription'], true],
  ['plans.0', ['plans.0.name'], true],
  ['plans.0.name', ['plans.0'], true],
  ['support', ['support.hours'], true],
  ['plans.1', ['plans.10.name'], false],
  ['name', ['version'], false],
])('what was asked about %s is answered by a change of %s: %s', (field, changed, answered) =>
  expect(isAnswered({ field, text: '' }, changed)).toBe(answered),
)
