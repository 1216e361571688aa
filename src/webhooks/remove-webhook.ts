import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { type AboutWebhook, authorizeWebhook } from './authorize-webhook.ts'
import { webhooks } from './store/webhooks.ts'

/** Removes a webhook with its log; what waits is not sent any more. */
export async function removeWebhook(ctx: Context, input: AboutWebhook): Promise<void> {
  const { id, address } = await authorizeWebhook(ctx, input)
  await ctx.transaction(async (tx) => {
    await webhooks(tx).remove(id)
    await recordAudit(ctx.within(tx), {
      action: 'webhooks.webhook_removed',
      subject: { kind: 'webhook', id },
      details: { host: new URL(address).host },
    })
  })
}
