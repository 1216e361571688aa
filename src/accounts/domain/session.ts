import type { AccountId } from '../../platform/actor.ts'
import { after, days, minutes } from '../../platform/clock.ts'
import type { Id } from '../../platform/ids.ts'

export type SessionId = Id<'session'>

/** One browser that is signed in. */
export interface Session {
  readonly id: SessionId
  readonly accountId: AccountId
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly expiresAt: Date
  readonly address: string
  /** What the browser says of itself, shortened. */
  readonly client: string
}

const lifetime = days(30)

/** A session ends 30 days after its last use. */
export const sessionEnd = (lastSeen: Date): Date => after(lastSeen, lifetime)

/** Writing down each request would cost more than it tells: every five minutes is enough. */
export function isDueForSight(session: Session, now: Date): boolean {
  return now.getTime() - session.lastSeenAt.getTime() >= minutes(5)
}

/** Name of the session cookie. Browsers take a `__Host-` cookie only from the host itself, over https. */
export function sessionCookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-chandlery' : 'chandlery'
}
