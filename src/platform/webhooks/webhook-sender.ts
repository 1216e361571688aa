/** One request to somebody else's machine. */
export interface WebhookRequest {
  /** http or https; checked again before anything is sent. */
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent as it is: signatures are made over these bytes. */
  readonly body: string
}

/** What came of it. A refusal by the receiver is an answer; `failed` means that there was none. */
export type WebhookOutcome =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** The first 1,024 bytes as text. */
      readonly body: string
      readonly durationMs: number
    }
  | {
      readonly kind: 'failed'
      /** A sentence for the owner of the webhook. */
      readonly reason: string
      readonly durationMs: number
    }

/**
 * Sends webhooks: a POST to an address that a stranger chose. Redirects are never followed, answers are read up to a
 * limit, and a private address is never connected to unless the operator allows it.
 */
export interface WebhookSender {
  /** Why nothing can be sent to the address, as far as the address itself tells; undefined when it may be tried. No I/O. */
  refusal(address: string): string | undefined
  /** Never throws for what the other side does. Use outside of transactions only. */
  send(request: WebhookRequest): Promise<WebhookOutcome>
}

/** Bytes of an answer that are kept. */
export const keptOfAnswer = 1024
