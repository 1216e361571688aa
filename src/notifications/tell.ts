import { mailAddresses, staffWithRole } from '../accounts/index.ts'
import type { AccountId, Role } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { membersOf, type PublisherId } from '../publishers/index.ts'
import type { Message } from './domain/message.ts'
import {
  isNews,
  type Notification,
  type NotificationId,
  type NotificationKind,
  type Reader,
} from './domain/notification.ts'
import { notifications } from './store/notifications.ts'
import { preferences } from './store/preferences.ts'

/** Something that people are to be told. */
export interface Telling {
  readonly kind: NotificationKind
  /** Names what happened, so that an event that is delivered twice is told once. */
  readonly dedupeKey: string
  readonly message: Message
  /** False for messages whose link is a secret for the mailbox alone. */
  readonly inInbox?: boolean
}

// public: for the tell… functions of this module, which are called for events only; no route leads here.
/** Writes the notifications of all readers and puts one job per mail into the queue, in one transaction. */
export async function tell(ctx: Context, readers: readonly Reader[], telling: Telling): Promise<void> {
  const { kind, dedupeKey, message, inInbox = true } = telling
  await ctx.transaction(async (tx) => {
    const ids = readers.map(({ accountId }) => accountId)
    const withoutMail = isNews(kind) ? await preferences(tx).withoutNews(ids) : new Set<AccountId>()
    for (const { accountId, email } of readers) {
      const byMail = email !== undefined && !withoutMail.has(accountId)
      const notification: Notification = {
        id: ctx.newId() as NotificationId,
        accountId,
        kind,
        dedupeKey,
        message,
        inInbox,
        createdAt: ctx.clock.now(),
        ...(byMail && { email }),
      }
      const isNew = await notifications(tx).insertOnce(notification)
      if (isNew && byMail) await ctx.enqueue(tx, 'notifications.send-mail', { notificationId: notification.id })
    }
  })
}

/** The persons behind accounts, with their addresses; an organization is read by its owners. */
export async function readersBehind(ctx: Context, accountIds: readonly AccountId[]): Promise<Reader[]> {
  const addresses = await mailAddresses(ctx, accountIds)
  return addresses.map(({ accountId, email }) => ({ accountId, email }))
}

/** Those who work for a publisher: owners and editors, and whoever else is named. */
export async function readersAt(
  ctx: Context,
  publisherId: PublisherId,
  ...others: readonly AccountId[]
): Promise<Reader[]> {
  const members = await membersOf(ctx, publisherId)
  const working = members.filter(({ role }) => role !== 'viewer').map(({ accountId }) => accountId)
  return readersBehind(ctx, [...new Set([...working, ...others])])
}

/** Staff see their work on the desk; the inbox tells them of it, no mail does. */
export async function readersOnDesk(ctx: Context, role: Role): Promise<Reader[]> {
  return (await staffWithRole(ctx, role)).map((accountId) => ({ accountId }))
}
