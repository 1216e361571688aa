/** A mail about findings of a product was sent: deadlines count from that moment (STO-104). */
export interface FindingNoticeSent {
  readonly type: 'notification.notice-sent'
  readonly noticeId: string
  /** ISO 8601. */
  readonly at: string
}
