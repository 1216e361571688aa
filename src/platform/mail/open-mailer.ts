import type { Mailer } from './mailer.ts'
import { openOutboxMailer } from './outbox-mailer.ts'

/** How mails leave the store. */
export interface OpenMailer {
  /** Folder for mails as files, used while no mail server is set. */
  readonly outbox: string
  /** Sender: "Chandlery <store@example.com>". */
  readonly from: string
  readonly smtpUrl?: string | undefined
}

/** Opens the mail server when one is set, the outbox folder otherwise. */
export async function openMailer(options: OpenMailer): Promise<Mailer> {
  const { outbox, from, smtpUrl } = options
  if (smtpUrl === undefined) return openOutboxMailer({ directory: outbox, from })
  // Loaded only where a mail server is used.
  const { openSmtpMailer } = await import('./smtp-mailer.ts')
  return openSmtpMailer({ url: smtpUrl, from })
}
