import type { AccountId } from '../../platform/actor.ts'
import type { Id } from '../../platform/ids.ts'
import type { Message } from './message.ts'

export type NotificationId = Id<'notification'>

/** What the notification is about. Those marked `news` come by mail only to people who want news by mail. */
const kinds = {
  'account.verification': 'needed',
  'account.address_taken': 'needed',
  'account.password_reset': 'needed',
  'account.password_changed': 'needed',
  'publisher.applied': 'needed',
  'publisher.accepted': 'needed',
  'publisher.rejected': 'needed',
  'publisher.activated': 'needed',
  'scan.complete': 'news',
  'scan.failed': 'needed',
  'webhook.given_up': 'needed',
  'finding.notice': 'needed',
  'finding.deadline_near': 'needed',
  'finding.deadline_missed': 'needed',
  'submission.submitted': 'needed',
  'submission.changes_requested': 'needed',
  'submission.posted': 'needed',
  'submission.approved': 'needed',
  'submission.rejected': 'needed',
  'submission.published': 'needed',
  'listing.held': 'needed',
  'listing.released': 'needed',
  'listing.revoked': 'needed',
  'listing.revocation_near': 'needed',
  'listing.updated': 'news',
  'subscription.started': 'needed',
  'subscription.cancelled': 'needed',
  'subscription.expired': 'needed',
  'subscription.past_due': 'needed',
  'subscription.trial_ending': 'needed',
  'order.paid': 'needed',
  'order.payment_failed': 'needed',
  'desk.work': 'news',
} as const satisfies Record<string, 'needed' | 'news'>

export type NotificationKind = keyof typeof kinds

/** True when the reader may turn the mail off; the inbox gets it all the same. */
export function isNews(kind: NotificationKind): boolean {
  return kinds[kind] === 'news'
}

/** Somebody to tell, and the address to tell them at; without one only the inbox tells them. */
export interface Reader {
  readonly accountId: AccountId
  readonly email?: string
}

/** A thing that one person was told. */
export interface Notification {
  readonly id: NotificationId
  readonly accountId: AccountId
  readonly kind: NotificationKind
  /** Names what happened: one person is told once of each. */
  readonly dedupeKey: string
  readonly message: Message
  readonly email?: string
  readonly inInbox: boolean
  readonly createdAt: Date
}

/** A line of the inbox. */
export interface InboxItem {
  readonly id: NotificationId
  readonly kind: string
  readonly subject: string
  readonly summary: string
  readonly link?: string
  readonly at: Date
  readonly read: boolean
}

const noticePrefix = 'finding.notice:'

/** The key of a message about findings: deadlines count from its sending, so it can be told from others (STO-104). */
export const noticeKey = (noticeId: string): string => `${noticePrefix}${noticeId}`

/** The message about findings that goes by the key; undefined for all other messages. */
export function noticeOfKey(dedupeKey: string): string | undefined {
  return dedupeKey.startsWith(noticePrefix) ? dedupeKey.slice(noticePrefix.length) : undefined
}
