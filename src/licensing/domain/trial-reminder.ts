import { after, days } from '../../platform/clock.ts'
import type { Subscription } from './subscription.ts'

/** Days before the end of a trial at which its holder is told, the earliest first (STO-193). */
const reminders: readonly number[] = [7, 1]

/** The earliest moment, seen from now, at which a trial that ends then needs no reminder yet. */
export function reminderHorizon(now: Date): Date {
  return after(now, days(Math.max(...reminders)))
}

/**
 * The reminder that is due: how many days before the end it belongs to; undefined when none is. A reminder that would
 * have fallen before the trial began is left out, and of several missed ones only the latest is given.
 */
export function trialReminder(
  { trial, state, startedAt, periodEnd }: Subscription,
  remindedAt: Date | null,
  now: Date,
): number | undefined {
  if (!trial || state !== 'active' || !periodEnd || periodEnd <= now) return undefined
  const due = reminders
    .map((daysLeft) => ({ daysLeft, at: after(periodEnd, -days(daysLeft)) }))
    .findLast(({ at }) => at <= now)
  if (!due || due.at <= startedAt || (remindedAt && remindedAt >= due.at)) return undefined
  return due.daysLeft
}
