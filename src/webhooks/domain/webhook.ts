import type { FieldProblem } from '../../platform/errors.ts'
import { fitsGlob } from '../../platform/glob.ts'
import type { Id } from '../../platform/ids.ts'

export type WebhookId = Id<'webhook'>
export type DeliveryId = Id<'webhook_delivery'>
/** Owned by publishers; repeated here as a plain tag so that domain code stays free of other modules. */
export type OwnerId = Id<'publisher'>

/** What a webhook can be told of. `test` is sent on request only. */
export const webhookEvents = ['push', 'pull', 'delete', 'scan', 'publish'] as const
export type WebhookEvent = (typeof webhookEvents)[number]

/** An address that a publisher wants to be told at. */
export interface Webhook {
  readonly id: WebhookId
  readonly publisherId: OwnerId
  readonly address: string
  readonly events: readonly WebhookEvent[]
  /** Only events of repositories that fit; `*` stands for any letters. */
  readonly repository?: string
  readonly state: 'active' | 'paused'
  /** Why the store paused it; a publisher who pauses needs no reason. */
  readonly pauseReason?: string
  /** First failure since the last success. */
  readonly failingSince?: Date
  readonly lastSuccessAt?: Date
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** What a publisher decides about a webhook. */
export interface WebhookWish {
  readonly address: string
  readonly events: readonly WebhookEvent[]
  readonly repository?: string
}

export const mostWebhooks = 20
const filterPattern = /^[a-z0-9*][a-z0-9*._/-]{0,254}$/

/** What has to be changed before it can be saved. `refusal`: what the sender says of the address. */
export function wishProblems(wish: WebhookWish, refusal: string | undefined): readonly FieldProblem[] {
  const problems: FieldProblem[] = []
  if (refusal !== undefined) problems.push({ field: 'address', message: refusal })
  if (wish.events.length === 0) problems.push({ field: 'events', message: 'Choose at least one event.' })
  if (wish.repository !== undefined && !filterPattern.test(wish.repository)) {
    problems.push({
      field: 'repository',
      message: 'Write a repository such as acme/widget, or a pattern such as acme/web-*.',
    })
  }
  return problems
}

/** Whether the webhook wants to hear of the repository; published names (store/acme/widget) fit like their own. */
export function wantsRepository({ repository: filter }: Webhook, repository: string): boolean {
  return filter === undefined || fitsGlob(filter, repository.replace(/^store\//, ''))
}
