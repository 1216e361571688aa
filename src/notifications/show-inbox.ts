import { authorizeSignedIn } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import { notificationNotFound } from './domain/errors.ts'
import type { InboxItem, NotificationId } from './domain/notification.ts'
import { notifications } from './store/notifications.ts'

/** The newest hundred messages of the caller, and how many of all are unread. */
export async function showInbox(
  ctx: Context,
): Promise<{ readonly items: readonly InboxItem[]; readonly unread: number }> {
  const accountId = authorizeSignedIn(ctx)
  return ctx.transaction(async (tx) => ({
    items: await notifications(tx).inboxOf(accountId, 100),
    unread: await notifications(tx).unreadOf(accountId),
  }))
}

/** Marks everything in the caller's inbox as read. */
export async function readAllMessages(ctx: Context): Promise<void> {
  const accountId = authorizeSignedIn(ctx, 'write')
  await ctx.transaction((tx) => notifications(tx).readAll(accountId, ctx.clock.now()))
}

/** Marks a message as read. Throws notificationNotFound, also for messages of others. */
export async function readMessage(ctx: Context, input: { readonly id: NotificationId }): Promise<void> {
  const accountId = authorizeSignedIn(ctx, 'write')
  const found = await ctx.transaction((tx) => notifications(tx).read(accountId, input.id, ctx.clock.now()))
  if (!found) throw notificationNotFound()
}
