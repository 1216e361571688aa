import { type Static, Type } from 'typebox'
import type { InboxItem } from '../domain/notification.ts'
import type { NotificationPreferences } from '../set-preferences.ts'

export const InboxItemView = Type.Object({
  id: Type.String({ format: 'uuid' }),
  kind: Type.String(),
  title: Type.String(),
  text: Type.String(),
  link: Type.Union([Type.String(), Type.Null()]),
  at: Type.String({ format: 'date-time' }),
  read: Type.Boolean(),
})
export type InboxItemView = Static<typeof InboxItemView>

export const InboxView = Type.Object({ items: Type.Array(InboxItemView), unread: Type.Integer() })
export type InboxView = Static<typeof InboxView>

export const PreferencesView = Type.Object({
  newsByMail: Type.Boolean(),
  items: Type.Array(
    Type.Object({
      productId: Type.String({ format: 'uuid' }),
      productName: Type.String(),
      path: Type.String(),
      notices: Type.Boolean(),
    }),
  ),
})
export type PreferencesView = Static<typeof PreferencesView>

/** The public shape of a line of the inbox. */
export function inboxItemView(item: InboxItem): InboxItemView {
  return {
    id: item.id,
    kind: item.kind,
    title: item.subject,
    text: item.summary,
    link: item.link ?? null,
    at: item.at.toISOString(),
    read: item.read,
  }
}

export function preferencesView({ newsByMail, products }: NotificationPreferences): PreferencesView {
  return { newsByMail, items: products.map(({ name, ...product }) => ({ ...product, productName: name })) }
}
