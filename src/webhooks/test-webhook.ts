import { accountNameOf } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { type AboutWebhook, authorizeWebhook } from './authorize-webhook.ts'
import { testBody } from './domain/body.ts'
import type { Delivery } from './domain/delivery.ts'
import { deliveryNotFound, testedTooOften, webhookPaused } from './domain/errors.ts'
import { queueDelivery } from './record-event.ts'
import { deliveries } from './store/deliveries.ts'

const mostWaiting = 5

/** Sends a delivery in which nothing has happened, to see whether the address takes it. Throws webhooks.paused, webhooks.tested_too_often. */
export async function testWebhook(ctx: Context, input: AboutWebhook): Promise<Delivery> {
  const webhook = await authorizeWebhook(ctx, input)
  if (webhook.state === 'paused') throw webhookPaused()
  const now = ctx.clock.now()
  return ctx.transaction(async (tx) => {
    if ((await deliveries(tx).waitingTests(webhook.id)) >= mostWaiting) throw testedTooOften({ limit: mostWaiting })
    const id = await queueDelivery(ctx, tx, webhook, {
      event: 'test',
      dedupeKey: `test:${ctx.newId()}`,
      body: testBody(ctx.settings, accountNameOf(ctx.actor), now),
      dueAt: now,
    })
    const delivery = id && (await deliveries(tx).find(webhook.id, id))
    if (!delivery) throw deliveryNotFound()
    return delivery
  })
}
