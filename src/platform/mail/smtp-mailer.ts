import { createTransport } from 'nodemailer'
import { assertOutsideTransaction } from '../db/transaction-guard.ts'
import { defineError } from '../errors.ts'
import type { Mailer } from './mailer.ts'

/** The mail server did not take the mail. The job that sends it tries again. */
export const mailNotTaken = defineError<{ reason: string }>(
  'unavailable',
  'mail.not_taken',
  (d) =>
    `The mail server did not take the mail: ${d.reason}. It will be tried again; if this lasts, check CHANDLERY_SMTP_URL.`,
)

/** A mailer that holds connections open. */
export interface SmtpMailer extends Mailer {
  close(): void
}

/** Sends through a mail server: `smtp://host:587` (with STARTTLS where offered) or `smtps://user:secret@host`. */
export function openSmtpMailer(options: { readonly url: string; readonly from: string }): SmtpMailer {
  const { url, from } = options
  const transport = createTransport({ url, pool: true, maxConnections: 2 } as { url: string; pool: true })
  const domain = /@([^>\s]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'
  return {
    async send(mail) {
      assertOutsideTransaction('Mail')
      const { id, to, subject, text, html } = mail
      try {
        await transport.sendMail({
          messageId: `<${id}@${domain}>`,
          from,
          // As an object it is one address, whatever commas it holds.
          to: { name: '', address: to },
          subject,
          text,
          html,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
      } catch (error) {
        throw mailNotTaken({ reason: error instanceof Error ? error.message : String(error) })
      }
    },
    close: () => transport.close(),
  }
}
