import { after } from '../../platform/clock.ts'
import type { SeverityClass } from '../../scanner/index.ts'
import type { DeadlinePeriods, Reminder, RunningClock } from './deadline.ts'

/**
 * Where a finding stands: one vulnerability in one product (SM-4). `withdrawn` is ours: no advisory says any more that
 * the product is affected (ADV-5).
 */
export type FindingState = 'detected' | 'open' | 'breached' | 'fixed' | 'closed_vex' | 'documented' | 'withdrawn'

export const findingStates: readonly FindingState[] = [
  'detected',
  'open',
  'breached',
  'fixed',
  'closed_vex',
  'documented',
  'withdrawn',
]

/** The part of a finding that its clock knows. */
export interface FindingClock {
  readonly state: FindingState
  readonly class: SeverityClass
  /** `start`: the clock starts when the next notification is recorded as sent. `news`: there is only something to tell. */
  readonly owed: 'none' | 'news' | 'start'
  /** Since when it is owed: a notification from before that moment is about something else. */
  readonly owedSince?: Date
  /** The first recorded notification since it was opened; downward changes count from it (STO-104). */
  readonly firstNotifiedAt?: Date
  /** The notification that the deadline counts from. */
  readonly countedFrom?: Date
  readonly deadline?: Date
  /** Milliseconds that were left when an advisory was withdrawn; the clock goes on with them if it comes back. */
  readonly timeLeft?: number
  /** The last reminder that was sent. */
  readonly reminded?: Reminder
}

export type FindingEvent =
  | { readonly type: 'notified'; readonly at: Date }
  | { readonly type: 'reclassified'; readonly class: SeverityClass; readonly at: Date }
  | { readonly type: 'reminded'; readonly reminder: Reminder }
  | { readonly type: 'time_passed'; readonly at: Date }
  | { readonly type: 'fixed'; readonly at: Date }
  | { readonly type: 'vex_accepted'; readonly at: Date }
  | { readonly type: 'vex_withdrawn'; readonly at: Date }
  | { readonly type: 'documented'; readonly at: Date }
  /** Affects a version that was published since, or an advisory that was withdrawn speaks again. */
  | { readonly type: 'reappeared'; readonly at: Date }
  | { readonly type: 'withdrawn'; readonly at: Date }

/** What of a finding is its clock's, without anything around it. */
export function clockOf(clock: FindingClock): FindingClock {
  const { state, class: severity, owed, owedSince, firstNotifiedAt, countedFrom, deadline, timeLeft, reminded } = clock
  return {
    ...{ state, class: severity, owed },
    ...(owedSince && { owedSince }),
    ...(firstNotifiedAt && { firstNotifiedAt }),
    ...(countedFrom && { countedFrom }),
    ...(deadline && { deadline }),
    ...(timeLeft !== undefined && { timeLeft }),
    ...(reminded && { reminded }),
  }
}

/** A match was found: a notice is owed, the clock does not run yet. */
export function detectedFinding(severity: SeverityClass, at: Date): FindingClock {
  return { state: 'detected', class: severity, owed: 'start', owedSince: at }
}

/** True while the publisher has something to do about it. */
export function isOpenFinding({ state }: Pick<FindingClock, 'state'>): boolean {
  return state === 'detected' || state === 'open' || state === 'breached'
}

/** The running clock; undefined when none runs. */
export function runningClock({ state, countedFrom, deadline }: FindingClock): RunningClock | undefined {
  return state === 'open' && countedFrom && deadline ? { countedFrom, deadline } : undefined
}

/**
 * The finding after the event, or undefined when the event changes nothing: so an import, a match or a job that is
 * repeated never starts, moves or stops a clock (SEV-5). `periods` hold for clocks that start now (STO-235).
 */
export function nextFinding(
  finding: FindingClock,
  event: FindingEvent,
  periods: DeadlinePeriods,
): FindingClock | undefined {
  switch (event.type) {
    case 'notified':
      return notified(finding, event.at, periods)
    case 'reclassified':
      return event.class === finding.class ? undefined : reclassified(finding, event, periods)
    case 'reminded':
      return runningClock(finding) && finding.reminded !== event.reminder
        ? { ...finding, reminded: event.reminder }
        : undefined
    case 'time_passed':
      return runningClock(finding) && finding.deadline && finding.deadline <= event.at
        ? { ...finding, state: 'breached' }
        : undefined
    case 'documented':
      return finding.state === 'open' && finding.class === 'minor' ? closed(finding, 'documented', event.at) : undefined
    case 'vex_withdrawn':
      return finding.state === 'closed_vex' ? opened(finding, event.at) : undefined
    case 'reappeared':
      return reappeared(finding, event.at)
    case 'fixed':
    case 'withdrawn':
      return isOpenFinding(finding) ? closed(finding, event.type, event.at) : undefined
    case 'vex_accepted':
      return isOpenFinding(finding) ? closed(finding, 'closed_vex', event.at) : undefined
  }
}

function notified(finding: FindingClock, at: Date, periods: DeadlinePeriods): FindingClock | undefined {
  if (finding.owed === 'none' || (finding.owedSince && at < finding.owedSince)) return undefined
  const { owedSince: _, ...told } = finding
  if (finding.owed === 'news' || !isOpenFinding(finding)) return { ...told, owed: 'none' }
  const { timeLeft, ...rest } = told
  const period = periods[finding.class]
  return {
    ...rest,
    state: 'open',
    owed: 'none',
    firstNotifiedAt: finding.firstNotifiedAt ?? at,
    countedFrom: at,
    ...(period !== undefined && { deadline: after(at, timeLeft ?? period) }),
  }
}

const lowestFirst: readonly SeverityClass[] = ['unknown', 'minor', 'major', 'critical']

function reclassified(
  finding: FindingClock,
  { class: to, at }: { readonly class: SeverityClass; readonly at: Date },
  periods: DeadlinePeriods,
): FindingClock {
  const upward = lowestFirst.indexOf(to) > lowestFirst.indexOf(finding.class)
  if (finding.state === 'documented' && periods[to] !== undefined) return opened({ ...finding, class: to }, at)
  if (finding.state === 'withdrawn') return paused(finding, to, upward, periods)
  if (finding.state !== 'open' && finding.state !== 'breached') return { ...finding, class: to }
  const { countedFrom: _, deadline, timeLeft, reminded, ...kept } = finding
  const open = { ...kept, state: 'open' as const, class: to, owedSince: finding.owedSince ?? at }
  if (periods[to] === undefined) return { ...open, owed: finding.firstNotifiedAt ? 'news' : 'start' }
  if (upward) return { ...open, owed: 'start', owedSince: at }
  const first = finding.firstNotifiedAt
  if (first === undefined) return { ...open, owed: 'start' }
  if (timeLeft !== undefined) return { ...paused(finding, to, upward, periods), state: 'open' }
  // A finding that became less severe is never due earlier than it was (STO-104).
  const recomputed = later(after(first, periods[to] as number), deadline)
  return { ...open, owed: 'news', countedFrom: first, deadline: recomputed }
}

/** A stopped clock: more severe is a new start, less severe adds the longer period's surplus. */
function paused(finding: FindingClock, to: SeverityClass, upward: boolean, periods: DeadlinePeriods): FindingClock {
  const { timeLeft, ...rest } = finding
  const before = periods[finding.class]
  const now = periods[to]
  if (upward || timeLeft === undefined || before === undefined || now === undefined) return { ...rest, class: to }
  return { ...rest, class: to, timeLeft: timeLeft + Math.max(0, now - before) }
}

function later(a: Date, b: Date | undefined): Date {
  return b !== undefined && b > a ? b : a
}

/** Closing is told to those who were told that it was open. */
function closed(finding: FindingClock, state: FindingState, at: Date): FindingClock {
  const { owedSince: _, timeLeft: before, ...rest } = finding
  const timeLeft = finding.deadline ? Math.max(0, finding.deadline.getTime() - at.getTime()) : before
  return {
    ...rest,
    state,
    owed: finding.firstNotifiedAt ? 'news' : 'none',
    ...(finding.firstNotifiedAt && { owedSince: at }),
    ...(state === 'withdrawn' && timeLeft !== undefined && { timeLeft }),
  }
}

function opened(finding: FindingClock, at: Date): FindingClock {
  return { state: 'open', class: finding.class, owed: 'start', owedSince: at }
}

function reappeared(finding: FindingClock, at: Date): FindingClock | undefined {
  if (finding.state === 'fixed' || finding.state === 'closed_vex') return opened(finding, at)
  if (finding.state !== 'withdrawn') return undefined
  if (!finding.firstNotifiedAt) return detectedFinding(finding.class, at)
  // The same notice as before: what was left of the time goes on, so that a feed that wavers never gains or costs any.
  const { countedFrom: _, deadline: __, ...rest } = finding
  return { ...rest, state: 'open', owed: 'start', owedSince: at }
}
