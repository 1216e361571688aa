import { hours, minutes } from '../../platform/clock.ts'

/** How often something may be tried under a key before the window is over. */
export interface AttemptLimit {
  readonly key: string
  readonly attempts: number
  /** Length of the window in milliseconds. */
  readonly window: number
}

/**
 * Limits of wrong passwords (AUT-037): 10 in 15 minutes for a name from one address. The wider ones stop guessing spread
 * over addresses or names, and are wide enough that one stranger cannot lock a person out, nor an office itself.
 */
export function signInLimits(name: string, address: string | undefined): readonly AttemptLimit[] {
  const from = address ?? 'unknown'
  const window = minutes(15)
  return [
    { key: `sign-in:${name}@${from}`, attempts: 10, window },
    { key: `sign-in-name:${name}`, attempts: 100, window },
    { key: `sign-in-address:${from}`, attempts: 100, window },
  ]
}

/** At most five mails an hour to one address on somebody's mere word. */
export function mailLimit(purpose: string, email: string): AttemptLimit {
  return { key: `mail:${purpose}:${email.toLowerCase()}`, attempts: 5, window: hours(1) }
}

/** What is known of a key: how often it was tried since when. */
export interface AttemptCount {
  readonly key: string
  readonly attempts: number
  readonly startedAt: Date
}

/** Seconds until every exceeded limit allows another try; undefined when none is exceeded. */
export function secondsToWait(
  limits: readonly AttemptLimit[],
  counts: readonly AttemptCount[],
  now: Date,
): number | undefined {
  const waits = limits.flatMap(({ key, attempts, window }) => {
    const count = counts.find((counted) => counted.key === key)
    return count && count.attempts > attempts ? [count.startedAt.getTime() + window - now.getTime()] : []
  })
  return waits.length === 0 ? undefined : Math.max(1, Math.ceil(Math.max(...waits) / 1000))
}
