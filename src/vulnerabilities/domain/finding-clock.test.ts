import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { after, days, hours } from '../../platform/clock.ts'
import type { SeverityClass } from '../../scanner/index.ts'
import { defaultPeriods, dueReminder, nextMoment, remindersOf } from './deadline.ts'
import {
  detectedFinding,
  type FindingClock,
  type FindingEvent,
  type FindingState,
  findingStates,
  isOpenFinding,
  nextFinding,
  runningClock,
} from './finding-clock.ts'

const start = new Date('2026-03-01T12:00:00Z')
const at = (ms: number) => after(start, ms)
const step = (finding: FindingClock, event: FindingEvent) => nextFinding(finding, event, defaultPeriods)
const through = (finding: FindingClock, ...events: FindingEvent[]) =>
  events.reduce((now, event) => step(now, event) ?? now, finding)
const notified = (ms: number): FindingEvent => ({ type: 'notified', at: at(ms) })
const becomes = (severity: SeverityClass, ms: number): FindingEvent => ({
  type: 'reclassified',
  class: severity,
  at: at(ms),
})
const happens = (
  type: Exclude<FindingEvent['type'], 'notified' | 'reclassified' | 'reminded'>,
  ms: number,
): FindingEvent => ({ type, at: at(ms) })

const told = (severity: SeverityClass) => through(detectedFinding(severity, start), notified(0))

/** A critical or minor finding in each of the states. */
const inState = (state: FindingState, severity: SeverityClass = 'critical'): FindingClock => {
  const open = told(severity)
  const ways: Record<FindingState, FindingClock> = {
    detected: detectedFinding(severity, start),
    open,
    breached: { ...open, state: 'breached' },
    fixed: through(open, happens('fixed', 1)),
    closed_vex: through(open, happens('vex_accepted', 1)),
    documented: { ...open, state: 'documented' },
    withdrawn: through(open, happens('withdrawn', 1)),
  }
  return ways[state]
}

describe('SM-4, every state and every event', () => {
  const later = days(30)
  const events: Record<string, FindingEvent> = {
    notified: notified(later),
    'reclassified up': becomes('critical', later),
    'reclassified down': becomes('minor', later),
    'deadline passed': happens('time_passed', later),
    fixed: happens('fixed', later),
    'VEX accepted': happens('vex_accepted', later),
    'VEX withdrawn': happens('vex_withdrawn', later),
    reappeared: happens('reappeared', later),
    withdrawn: happens('withdrawn', later),
  }
  const table: Record<FindingState, Partial<Record<keyof typeof events, FindingState>>> = {
    detected: { notified: 'open', fixed: 'fixed', 'VEX accepted': 'closed_vex', withdrawn: 'withdrawn' },
    open: { 'deadline passed': 'breached', fixed: 'fixed', 'VEX accepted': 'closed_vex', withdrawn: 'withdrawn' },
    breached: {
      'reclassified up': 'open',
      'reclassified down': 'open',
      fixed: 'fixed',
      'VEX accepted': 'closed_vex',
      withdrawn: 'withdrawn',
    },
    fixed: { reappeared: 'open' },
    closed_vex: { reappeared: 'open', 'VEX withdrawn': 'open' },
    documented: { 'reclassified up': 'open' },
    withdrawn: { reappeared: 'open' },
  }
  const cases = findingStates.flatMap((from) =>
    Object.keys(events).map((name) => [from, name, table[from][name] ?? from] as const),
  )
  test.each(cases)('%s, %s → %s', (from, name, to) => {
    const severity = name === 'reclassified up' ? (from === 'documented' ? 'minor' : 'major') : 'critical'
    const finding = inState(from, severity)
    expect((step(finding, events[name] as FindingEvent) ?? finding).state).toBe(to)
  })

  test('only a minor finding that was told of can be documented', () => {
    expect(step(told('minor'), happens('documented', 1))?.state).toBe('documented')
    for (const severity of ['critical', 'major', 'unknown'] as const) {
      expect(step(told(severity), happens('documented', 1))).toBeUndefined()
    }
    expect(step(detectedFinding('minor', start), happens('documented', 1))).toBeUndefined()
  })
})

describe('the clock (STO-099…104)', () => {
  test.each([
    ['critical', hours(72)],
    ['major', days(7)],
    ['minor', undefined],
    ['unknown', undefined],
  ] as const)('%s findings are due %s ms after the recorded notification', (severity, period) => {
    const found = detectedFinding(severity, start)
    expect(found.deadline).toBeUndefined()
    const open = through(found, notified(hours(5)))
    expect(open.deadline).toEqual(period === undefined ? undefined : at(hours(5) + period))
  })

  test('a clock that nobody was told of does not run, however much time passes', () => {
    expect(step(detectedFinding('critical', start), happens('time_passed', days(365)))).toBeUndefined()
  })

  test('it is breached at the deadline and not a millisecond before', () => {
    expect(step(told('critical'), happens('time_passed', hours(72) - 1))).toBeUndefined()
    expect(step(told('critical'), happens('time_passed', hours(72)))?.state).toBe('breached')
  })

  test('an upward change waits for its own notification and counts from that (STO-104)', () => {
    const worse = through(told('major'), becomes('critical', days(6)))
    expect(worse).toMatchObject({ state: 'open', owed: 'start' })
    expect(step(worse, happens('time_passed', days(30)))).toBeUndefined()
    expect(step(worse, notified(days(5)))).toBeUndefined()
    expect(through(worse, notified(days(6) + hours(1))).deadline).toEqual(at(days(6) + hours(73)))
  })

  test('a downward change is computed from the original notification (STO-104)', () => {
    const milder = through(told('critical'), becomes('major', hours(70)))
    expect(milder).toMatchObject({ owed: 'news', deadline: at(days(7)) })
    expect(through(milder, notified(hours(71))).deadline).toEqual(at(days(7)))
    expect(through(milder, becomes('minor', hours(72))).deadline).toBeUndefined()
  })

  test('a downward change never makes it due earlier than it was', () => {
    const upAndDown = through(told('major'), becomes('critical', days(6)), notified(days(6)), becomes('major', days(8)))
    expect(upAndDown.deadline).toEqual(at(days(9)))
  })

  test('an upward change that is taken back before it was told leaves the first clock', () => {
    const back = through(told('major'), becomes('critical', days(1)), becomes('major', days(2)))
    expect(back).toMatchObject({ owed: 'news', deadline: at(days(7)) })
  })

  test('what comes back after a fix is a new case with a new notification', () => {
    const again = through(told('critical'), happens('fixed', 1), happens('reappeared', days(90)))
    expect(again).toMatchObject({ state: 'open', owed: 'start' })
    expect(again.deadline).toBeUndefined()
    expect(through(again, notified(days(90))).deadline).toEqual(at(days(90) + hours(72)))
  })

  test('a withdrawn advisory stops the clock; if it comes back the time that was left goes on (SEV-5)', () => {
    const stopped = through(told('critical'), happens('withdrawn', hours(50)))
    const back = through(stopped, happens('reappeared', days(20)), notified(days(20)))
    expect(back.deadline).toEqual(at(days(20) + hours(22)))
    const late = through(stopped, becomes('major', days(1)), happens('reappeared', days(20)), notified(days(20)))
    expect(late.deadline).toEqual(at(days(20) + hours(22) + days(4)))
  })

  test('who was never told that it was open is not told that it is closed', () => {
    expect(through(detectedFinding('critical', start), happens('fixed', 1)).owed).toBe('none')
    expect(through(told('critical'), happens('fixed', 1)).owed).toBe('news')
  })

  test('periods are settings, and count for clocks that start after the change (STO-235)', () => {
    const shorter = { critical: hours(24) }
    expect(nextFinding(detectedFinding('critical', start), notified(0), shorter)?.deadline).toEqual(at(hours(24)))
    expect(nextFinding(told('critical'), notified(1), shorter)).toBeUndefined()
  })
})

describe('reminders: at half of the time, and one day before', () => {
  test.each([
    ['critical', hours(36), hours(48)],
    ['major', days(3.5), days(6)],
  ] as const)('%s', (severity, half, day) => {
    const clock = runningClock(told(severity)) as NonNullable<ReturnType<typeof runningClock>>
    expect(remindersOf(clock)).toEqual([
      { kind: 'half', at: at(half) },
      { kind: 'day', at: at(day) },
    ])
    expect(dueReminder(clock, undefined, at(half - 1))).toBeUndefined()
    expect(dueReminder(clock, undefined, at(half))).toBe('half')
    expect(dueReminder(clock, 'half', at(day - 1))).toBeUndefined()
    expect(dueReminder(clock, 'half', at(day))).toBe('day')
    expect(dueReminder(clock, 'day', at(day + 1))).toBeUndefined()
    expect(nextMoment(clock, undefined)).toEqual(at(half))
    expect(nextMoment(clock, 'half')).toEqual(at(day))
    expect(nextMoment(clock, 'day')).toEqual(clock.deadline)
  })

  test('a store that stood still sends the last one only, and none after the deadline', () => {
    const clock = { countedFrom: start, deadline: at(hours(72)) }
    expect(dueReminder(clock, undefined, at(hours(60)))).toBe('day')
    expect(dueReminder(clock, undefined, at(hours(72)))).toBeUndefined()
  })

  test('a clock shorter than a day has no moment one day before', () => {
    expect(remindersOf({ countedFrom: start, deadline: at(hours(20)) })).toEqual([{ kind: 'half', at: at(hours(10)) }])
  })
})

describe('laws, whatever happens in whatever order', () => {
  const anyClass = fc.constantFrom<SeverityClass>('critical', 'major', 'minor', 'unknown')
  const anyHappening = fc.oneof(
    fc.constant({ type: 'notified' as const }),
    fc.record({ type: fc.constant('reclassified' as const), class: anyClass }),
    fc.record({
      type: fc.constantFrom(
        ...([
          'time_passed',
          'fixed',
          'vex_accepted',
          'vex_withdrawn',
          'documented',
          'reappeared',
          'withdrawn',
        ] as const),
      ),
    }),
    fc.record({ type: fc.constant('reminded' as const), reminder: fc.constantFrom('half' as const, 'day' as const) }),
  )
  const anyHistory = fc.array(fc.tuple(anyHappening, fc.nat({ max: days(5) })), { maxLength: 30 })

  /** Runs the history with the time going on, and looks at each step. */
  function follow(severity: SeverityClass, history: [object, number][], look: (steps: Step) => void): void {
    let finding = detectedFinding(severity, start)
    let ms = 0
    for (const [happening, pause] of history) {
      ms += pause
      const event = { ...happening, at: at(ms) } as FindingEvent
      const next = step(finding, event)
      look({ before: finding, event, next: next ?? finding, now: at(ms) })
      finding = next ?? finding
    }
  }
  interface Step {
    before: FindingClock
    event: FindingEvent
    next: FindingClock
    now: Date
  }
  const law = (look: (step: Step) => void) => () =>
    fc.assert(fc.property(anyClass, anyHistory, (severity, history) => follow(severity, history, look)))

  test(
    'the same event again changes nothing (SEV-5)',
    law(({ event, next }) => expect(step(next, event)).toBeUndefined()),
  )

  test(
    'no event makes a running deadline move backwards',
    law(({ before, next }) => {
      const [was, is] = [runningClock(before), runningClock(next)]
      if (was && is) expect(is.deadline.getTime()).toBeGreaterThanOrEqual(was.deadline.getTime())
    }),
  )

  test(
    'only a notification that is owed starts a clock; only a change of class, a fix, a VEX or a withdrawal ends it',
    law(({ before, event, next }) => {
      const [was, is] = [runningClock(before), runningClock(next)]
      if (!was && is && event.type !== 'reclassified') {
        expect([event.type, before.owed]).toEqual(['notified', 'start'])
      }
      if (was && !is) {
        expect(['reclassified', 'time_passed', 'fixed', 'vex_accepted', 'withdrawn']).toContain(event.type)
      }
    }),
  )

  test(
    'nobody is late who did not have the whole period of the class since being told',
    law(({ next, now }) => {
      if (next.state !== 'breached') return
      const period = defaultPeriods[next.class] as number
      expect(next.firstNotifiedAt).toBeDefined()
      expect(now.getTime() - (next.firstNotifiedAt as Date).getTime()).toBeGreaterThanOrEqual(period)
    }),
  )

  test(
    'a finding that is open and has a period has a deadline, or waits for a notification to start one',
    law(({ next }) => {
      if (next.state !== 'open') return
      const hasPeriod = defaultPeriods[next.class] !== undefined
      expect(runningClock(next) !== undefined).toBe(hasPeriod && next.owed !== 'start')
    }),
  )

  test(
    'a closed finding stays closed until it reappears, becomes worse, or its VEX is withdrawn',
    law(({ before, event, next }) => {
      if (!isOpenFinding(before) && isOpenFinding(next)) {
        expect(['reappeared', 'vex_withdrawn', 'reclassified']).toContain(event.type)
      }
    }),
  )
})
