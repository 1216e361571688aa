import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { type AboutWebhook, authorizeWebhook } from './authorize-webhook.ts'
import type { Delivery } from './domain/delivery.ts'
import { deliveryNotFound, webhookPaused } from './domain/errors.ts'
import type { DeliveryId } from './domain/webhook.ts'
import { queueAttempt } from './record-event.ts'
import { deliveries } from './store/deliveries.ts'

/** Sends a delivery again now, with the same id, whatever became of it. Throws webhooks.delivery_not_found, webhooks.paused. */
export async function redeliverWebhook(
  ctx: Context,
  input: AboutWebhook & { readonly deliveryId: DeliveryId },
): Promise<Delivery> {
  const webhook = await authorizeWebhook(ctx, input)
  if (webhook.state === 'paused') throw webhookPaused()
  const now = ctx.clock.now()
  return ctx.transaction(async (tx) => {
    const found = await deliveries(tx).find(webhook.id, input.deliveryId)
    if (!found) throw deliveryNotFound()
    await deliveries(tx).sendAgain(found.id, now)
    await queueAttempt(ctx, tx, { deliveryId: found.id, attempts: found.attempts, dueAt: now })
    await recordAudit(ctx.within(tx), {
      action: 'webhooks.delivery_sent_again',
      subject: { kind: 'webhook', id: webhook.id },
      details: { deliveryId: found.id, event: found.event },
    })
    return { ...found, state: 'waiting', nextAttemptAt: now }
  })
}
