import type { ColumnType } from 'kysely'
import type { Message } from '../domain/message.ts'

export type NotificationTable = {
  id: string
  account_id: string
  kind: string
  dedupe_key: string
  subject: string
  summary: string
  link: string | null
  in_inbox: boolean
  email: string | null
  message: ColumnType<Message | null, string | null, null>
  created_at: Date
  sent_at: Date | null
  read_at: Date | null
}

export type ProductNoticeTable = {
  account_id: string
  product_id: string
  wanted: boolean
  changed_at: Date
}

export type NotificationPreferenceTable = {
  account_id: string
  news_by_mail: boolean
  changed_at: Date
}

export type NotificationsTables = {
  notification: NotificationTable
  product_notice: ProductNoticeTable
  notification_preference: NotificationPreferenceTable
}
