import { after, days, hours } from '../../platform/clock.ts'
import type { SeverityClass } from '../../scanner/index.ts'

/** Milliseconds that a publisher has after the notification. Classes without an entry have no deadline (STO-099…102). */
export type DeadlinePeriods = Readonly<Partial<Record<SeverityClass, number>>>

export const defaultPeriods: DeadlinePeriods = { critical: hours(72), major: days(7) }

/** The periods of a running store; the standard ones where nothing is set (STO-227). */
export function periodsOf(
  settings: { readonly criticalHours: number; readonly majorHours: number } | undefined,
): DeadlinePeriods {
  if (!settings) return defaultPeriods
  return { critical: hours(settings.criticalHours), major: hours(settings.majorHours) }
}

/** When the publisher is reminded: at half of the time, and one day before its end. */
export type Reminder = 'half' | 'day'

/** A running clock: from a recorded notification to a deadline. */
export interface RunningClock {
  readonly countedFrom: Date
  readonly deadline: Date
}

/**
 * The moments of the reminders, the earlier first. A clock that is shorter than a day, or that was nearly over when it
 * went on, has no moment one day before.
 */
export function remindersOf({ countedFrom, deadline }: RunningClock): { readonly kind: Reminder; readonly at: Date }[] {
  const half = after(countedFrom, (deadline.getTime() - countedFrom.getTime()) / 2)
  const day = after(deadline, -days(1))
  return [{ kind: 'half' as const, at: half }, ...(day > countedFrom ? [{ kind: 'day' as const, at: day }] : [])].sort(
    (a, b) => a.at.getTime() - b.at.getTime(),
  )
}

/**
 * The reminder to send now. When several moments have passed (the store stood still), only the last of them; none when
 * that one, or a later one, was sent already, or when the deadline itself has passed.
 */
export function dueReminder(clock: RunningClock, reminded: Reminder | undefined, now: Date): Reminder | undefined {
  if (now >= clock.deadline) return undefined
  const reminders = remindersOf(clock)
  const sent = reminders.findIndex(({ kind }) => kind === reminded)
  return reminders.filter(({ at }, index) => index > sent && at <= now).at(-1)?.kind
}

/** The moment at which the clock asks to be looked at again: its next reminder, or its end. */
export function nextMoment(clock: RunningClock, reminded: Reminder | undefined): Date {
  const reminders = remindersOf(clock)
  const sent = reminders.findIndex(({ kind }) => kind === reminded)
  return reminders[sent + 1]?.at ?? clock.deadline
}
