import type { WebhookId } from './webhook.ts'

/** The store stopped sending to an address that has failed for days. */
export type WebhookGivenUp = {
  readonly type: 'webhook.given-up'
  readonly webhookId: WebhookId
  readonly publisherId: string
  /** Host of the address: the rest may hold secrets. */
  readonly host: string
  readonly failingSince: string
  readonly problem: string
}
