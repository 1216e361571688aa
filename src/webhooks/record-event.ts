import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import type { WebhookBody } from './domain/body.ts'
import { type DeliveryId, type OwnerId, type Webhook, type WebhookEvent, wantsRepository } from './domain/webhook.ts'
import { deliveries, type NewDelivery } from './store/deliveries.ts'
import { webhooks } from './store/webhooks.ts'

/** Something that webhooks of a publisher are to be told. */
export interface WebhookNews {
  readonly publisherId: OwnerId
  readonly event: WebhookEvent
  /** What it happened to; undefined for what is about no repository. */
  readonly repository?: string
  /** Names what happened, so that an event that is delivered twice is sent once. */
  readonly dedupeKey: string
  readonly body: WebhookBody
}

// public: for the tell… functions of this module, which are called for events only; no route leads here.
/** Writes one delivery for each webhook that wants to hear of it, and one job for each delivery, in one transaction. */
export async function recordEvent(ctx: Context, news: WebhookNews): Promise<void> {
  const { publisherId, event, repository, dedupeKey, body } = news
  await ctx.transaction(async (tx) => {
    for (const webhook of await webhooks(tx).listening(publisherId, event)) {
      if (repository !== undefined && !wantsRepository(webhook, repository)) continue
      await queueDelivery(ctx, tx, webhook, { event, dedupeKey, body, dueAt: ctx.clock.now() })
    }
  })
}

/** What a delivery is about, and when it is due. */
type Queued = Pick<NewDelivery, 'event' | 'dedupeKey' | 'dueAt' | 'batch'> & { readonly body: WebhookBody }

/** One delivery with its job; answers its id, or undefined when this was taken up before. */
export async function queueDelivery(
  ctx: Context,
  tx: Tx,
  { id: webhookId }: Webhook,
  { body, ...queued }: Queued,
): Promise<DeliveryId | undefined> {
  const id = ctx.newId<'webhook_delivery'>()
  const text = JSON.stringify(body)
  const isNew = await deliveries(tx).insertOnce({ ...queued, id, webhookId, body: text, createdAt: ctx.clock.now() })
  if (!isNew) return undefined
  await queueAttempt(ctx, tx, { deliveryId: id, attempts: 0, dueAt: queued.dueAt })
  return id
}

/** A job that makes the attempt after so many attempts. */
export async function queueAttempt(
  ctx: Context,
  tx: Tx,
  attempt: { readonly deliveryId: DeliveryId; readonly attempts: number; readonly dueAt: Date },
): Promise<void> {
  const { deliveryId, attempts, dueAt } = attempt
  const later = dueAt > ctx.clock.now() ? { startAfter: dueAt } : {}
  await ctx.enqueue(tx, 'webhooks.deliver-event', { deliveryId, attempts }, later)
}
