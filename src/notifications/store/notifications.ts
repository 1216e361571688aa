import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Message } from '../domain/message.ts'
import type { InboxItem, Notification, NotificationId } from '../domain/notification.ts'
import type { NotificationsTables } from './tables.ts'

/** A mail that is not sent yet. */
export interface WaitingMail {
  readonly id: NotificationId
  readonly email: string
  readonly dedupeKey: string
  readonly message: Message
}

/** What people were told. */
export const notifications = (tx: Tx) => {
  const db = tx.withTables<NotificationsTables>()
  return {
    /** False when the person was told of it already: the unique constraint notification_once decides. */
    async insertOnce(notification: Notification): Promise<boolean> {
      const { message } = notification
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('notification')
        .values({
          id: notification.id,
          account_id: notification.accountId,
          kind: notification.kind,
          dedupe_key: notification.dedupeKey,
          subject: message.subject,
          summary: message.summary,
          link: notification.inInbox ? (message.action?.href ?? null) : null,
          in_inbox: notification.inInbox,
          email: notification.email ?? null,
          message: notification.email === undefined ? null : JSON.stringify(message),
          created_at: notification.createdAt,
          sent_at: null,
          read_at: null,
        })
        .onConflict((conflict) => conflict.constraint('notification_once').doNothing())
        .executeTakeFirst()
      return (numInsertedOrUpdatedRows ?? 0n) > 0n
    },

    /** The mail, until it is sent. */
    async waiting(id: NotificationId): Promise<WaitingMail | undefined> {
      const row = await db
        .selectFrom('notification')
        .select(['email', 'message', 'dedupe_key'])
        .where('id', '=', id)
        .where('sent_at', 'is', null)
        .executeTakeFirst()
      if (!row?.email || !row.message) return undefined
      return { id, email: row.email, dedupeKey: row.dedupe_key, message: row.message }
    },

    async sent(id: NotificationId, at: Date): Promise<void> {
      await db.updateTable('notification').set({ sent_at: at, message: null }).where('id', '=', id).execute()
    },

    async inboxOf(accountId: AccountId, limit: number): Promise<InboxItem[]> {
      const rows = await db
        .selectFrom('notification')
        .select(['id', 'kind', 'subject', 'summary', 'link', 'created_at', 'read_at'])
        .where('account_id', '=', accountId)
        .where('in_inbox', '=', true)
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        id: row.id as NotificationId,
        kind: row.kind,
        subject: row.subject,
        summary: row.summary,
        ...(row.link !== null && { link: row.link }),
        at: row.created_at,
        read: row.read_at !== null,
      }))
    },

    async unreadOf(accountId: AccountId): Promise<number> {
      const row = await db
        .selectFrom('notification')
        .select((one) => one.fn.countAll<bigint>().as('count'))
        .where('account_id', '=', accountId)
        .where('in_inbox', '=', true)
        .where('read_at', 'is', null)
        .executeTakeFirstOrThrow()
      return Number(row.count)
    },

    /** False when the account has no such line in its inbox. Reading twice keeps the first moment. */
    async read(accountId: AccountId, id: NotificationId, at: Date): Promise<boolean> {
      const row = await db
        .updateTable('notification')
        .set((one) => ({ read_at: one.fn.coalesce('read_at', one.val(at)) }))
        .where('id', '=', id)
        .where('account_id', '=', accountId)
        .where('in_inbox', '=', true)
        .returning('id')
        .executeTakeFirst()
      return row !== undefined
    },

    async readAll(accountId: AccountId, at: Date): Promise<void> {
      await db
        .updateTable('notification')
        .set({ read_at: at })
        .where('account_id', '=', accountId)
        .where('in_inbox', '=', true)
        .where('read_at', 'is', null)
        .execute()
    },

    async removeOlder(before: Date): Promise<void> {
      await db.deleteFrom('notification').where('created_at', '<', before).execute()
    },
  }
}
