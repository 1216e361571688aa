import { after, hours } from '../../platform/clock.ts'
import type { Id } from '../../platform/ids.ts'
import type { SeverityClass } from '../../scanner/index.ts'
import type { FindingState } from './finding-clock.ts'
import type { FindingId } from './product-finding.ts'

export type NoticeId = Id<'finding_notice'>

/** A finding as a message told of it. */
export interface NoticeItem {
  readonly findingId: FindingId
  readonly state: FindingState
  readonly class: SeverityClass
}

/** A finding that the publisher has to be told of. */
export interface OwedFinding extends NoticeItem {
  readonly knownExploited: boolean
}

/** The shortest time between two messages about one listing (WAT-6). */
export const betweenNotices = hours(1)

/** Findings in one message; more come in further ones at the same time. */
export const mostInNotice = 500

/** True when something is being exploited and is not closed: it is told at once (WAT-6). */
export function isUrgent(owed: readonly OwedFinding[]): boolean {
  return owed.some(({ knownExploited, state }) => knownExploited && (state === 'detected' || state === 'open'))
}

/**
 * Whether a message about a listing may be written now: at most one an hour, at once when something in it is being
 * exploited (WAT-6).
 */
export function mayTellNow(owed: readonly OwedFinding[], lastNoticeAt: Date | undefined, now: Date): boolean {
  if (owed.length === 0) return false
  return isUrgent(owed) || lastNoticeAt === undefined || now >= after(lastNoticeAt, betweenNotices)
}
