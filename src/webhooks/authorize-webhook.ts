import type { Context } from '../platform/context.ts'
import { authorizePublisher } from '../publishers/index.ts'
import { webhookNotFound } from './domain/errors.ts'
import type { OwnerId, Webhook, WebhookId } from './domain/webhook.ts'
import { webhooks } from './store/webhooks.ts'

/** Which webhook is meant. */
export interface AboutWebhook {
  readonly publisherId: OwnerId
  readonly webhookId: WebhookId
}

/**
 * The webhook, for owners and editors of its publisher: addresses may hold secrets, so viewers and staff see none.
 * Throws publishers.not_found, publishers.role_too_low, webhooks.not_found.
 */
export async function authorizeWebhook(ctx: Context, { publisherId, webhookId }: AboutWebhook): Promise<Webhook> {
  await authorizePublisher(ctx, publisherId, 'editor')
  const webhook = await ctx.transaction((tx) => webhooks(tx).find(publisherId, webhookId))
  if (!webhook) throw webhookNotFound()
  return webhook
}
