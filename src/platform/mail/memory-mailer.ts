import { assertOutsideTransaction } from '../db/transaction-guard.ts'
import type { Mail, Mailer } from './mailer.ts'

/** A mailer for tests. */
export interface MemoryMailer extends Mailer {
  /** What was sent, oldest first. */
  readonly sent: readonly Mail[]
  clear(): void
}

export function openMemoryMailer(): MemoryMailer {
  const sent: Mail[] = []
  return {
    sent,
    async send(mail) {
      assertOutsideTransaction('Mail')
      if (!sent.some(({ id }) => id === mail.id)) sent.push(mail)
    },
    clear() {
      sent.length = 0
    },
  }
}
