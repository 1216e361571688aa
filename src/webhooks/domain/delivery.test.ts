import fc from 'fast-check'
import { expect, test } from 'vitest'
import { days, hours } from '../../platform/clock.ts'
import { type AttemptOutcome, isGivenUp, pauses, verdictOn } from './delivery.ts'

const now = new Date('2026-03-02T09:00:00Z')
const answered = (status: number): AttemptOutcome => ({ kind: 'answered', status })
const nobody: AttemptOutcome = { kind: 'failed', reason: 'The connection was refused.' }

test.each([200, 201, 204, 299])('%i is a delivery', (status) => {
  expect(verdictOn(answered(status), 1, now)).toEqual({ kind: 'delivered' })
})

test.each([
  [301, 'The answer was 301. Redirects are not followed: enter the new address.'],
  [404, 'The answer was 404; 2xx was expected.'],
  [500, 'The answer was 500; 2xx was expected.'],
])('%i is tried again, and says why', (status, problem) => {
  expect(verdictOn(answered(status), 1, now)).toMatchObject({ kind: 'again', problem })
})

test('pauses grow, from ten seconds on, and end after about a day', () => {
  const waits = pauses.map((_, index) => {
    const verdict = verdictOn(nobody, index + 1, now)
    return verdict.kind === 'again' ? verdict.at.getTime() - now.getTime() : 0
  })
  expect(waits.slice(0, 3)).toEqual([10_000, 60_000, 300_000])
  expect([...waits].sort((a, b) => a - b)).toEqual(waits)
  const all = waits.reduce((sum, wait) => sum + wait, 0)
  expect(all).toBeGreaterThan(hours(24))
  expect(all).toBeLessThan(hours(25))
  expect(verdictOn(nobody, pauses.length + 1, now)).toEqual({
    kind: 'given up',
    problem: 'The connection was refused.',
  })
})

test('whatever is answered, however often it was tried, there is a verdict, and an end', () =>
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), fc.integer({ min: 1, max: 50 }), (status, tries) => {
      const { kind } = verdictOn(answered(status), tries, now)
      if (status >= 200 && status < 300) expect(kind).toBe('delivered')
      else expect(kind).toBe(tries > pauses.length ? 'given up' : 'again')
    }),
  ))

test('an address that has only failed for three days is given up', () => {
  expect(isGivenUp(now, new Date(now.getTime() + days(3) - 1))).toBe(false)
  expect(isGivenUp(now, new Date(now.getTime() + days(3)))).toBe(true)
})
