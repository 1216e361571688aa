import type { Mailer } from './mailer.ts'
import { openOutboxMailer } from './outbox-mailer.ts'
import { openSmtpMailer } from './smtp-mailer.ts'

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
  return smtpUrl === undefined ? openOutboxMailer({ directory: outbox, from }) : openSmtpMailer({ url: smtpUrl, from })
}
