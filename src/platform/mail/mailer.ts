/** A message, rendered. */
export interface Mail {
  /** Stable id: the transport sends one message per id when it can tell (Message-ID). */
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Sends mail: SMTP, files in an outbox folder (default), or memory (tests). */
export interface Mailer {
  send(mail: Mail): Promise<void>
}
