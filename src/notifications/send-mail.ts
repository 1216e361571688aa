import type { Context } from '../platform/context.ts'
import type { FindingNoticeSent } from './domain/events.ts'
import { type NotificationId, noticeOfKey } from './domain/notification.ts'
import { renderMail } from './mail/render-mail.ts'
import { notifications } from './store/notifications.ts'

// public: run by the queue only.
/**
 * Sends the mail of a notification, outside of any transaction, and writes down when; that moment is what deadlines are
 * counted from (STO-104). A job that is delivered again finds nothing to send; one that broke off in between sends with
 * the same id, by which the mail server's door tells the second from the first.
 */
export async function sendMail(ctx: Context, input: { readonly notificationId: NotificationId }): Promise<void> {
  const mail = await ctx.transaction((tx) => notifications(tx).waiting(input.notificationId))
  if (!mail) return
  const { id, email, message, dedupeKey } = mail
  const { storeName, publicUrl } = ctx.settings
  const bodies = renderMail({ storeName, publicUrl, message })
  await ctx.ports.mail.send({ id, to: email, subject: message.subject, ...bodies })
  await ctx.transaction(async (tx) => {
    const at = ctx.clock.now()
    await notifications(tx).sent(id, at)
    const noticeId = noticeOfKey(dedupeKey)
    if (noticeId === undefined) return
    const event: FindingNoticeSent = { type: 'notification.notice-sent', noticeId, at: at.toISOString() }
    await ctx.publish(tx, event)
  })
}
