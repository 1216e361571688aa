import { expect, test } from 'vitest'
import { after, minutes } from '../../platform/clock.ts'
import type { FindingState } from './finding-clock.ts'
import { mayTellNow, type OwedFinding } from './notice.ts'

const now = new Date('2026-03-01T12:00:00Z')
const owed = (knownExploited: boolean, state: FindingState = 'detected') =>
  ({ findingId: 'f', state, class: 'critical', knownExploited }) as OwedFinding

test.each<[string, OwedFinding[], number | undefined, boolean]>([
  ['nothing to tell', [], undefined, false],
  ['the first message', [owed(false)], undefined, true],
  ['59 minutes after the last', [owed(false)], 59, false],
  ['an hour after the last', [owed(false)], 60, true],
  ['known to be exploited, a minute after the last', [owed(false), owed(true)], 1, true],
  ['exploited, but fixed by now', [owed(true, 'fixed')], 1, false],
])('WAT-6: %s', (_, findings, minutesAgo, may) => {
  const last = minutesAgo === undefined ? undefined : after(now, -minutes(minutesAgo))
  expect(mayTellNow(findings, last, now)).toBe(may)
})
