import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { type AboutWebhook, authorizeWebhook } from './authorize-webhook.ts'
import { webhookInvalid, webhookNotFound } from './domain/errors.ts'
import { type Webhook, type WebhookWish, wishProblems } from './domain/webhook.ts'
import { webhooks } from './store/webhooks.ts'

export interface UpdateWebhook extends AboutWebhook, WebhookWish {
  readonly state: Webhook['state']
}

/**
 * Changes a webhook, pauses or resumes it. The address starts anew: earlier failures are forgotten.
 * Throws webhooks.invalid.
 */
export async function updateWebhook(ctx: Context, input: UpdateWebhook): Promise<Webhook> {
  await authorizeWebhook(ctx, input)
  const { webhookId, publisherId, address, events, repository, state } = input
  const fields = wishProblems(input, ctx.ports.webhooks.refusal(address))
  if (fields.length > 0) throw webhookInvalid({ fields })
  const said = (of: WebhookWish & { state: string }) => ({
    host: new URL(of.address).host,
    events: of.events,
    repository: of.repository,
    state: of.state,
  })
  return ctx.transaction(async (tx) => {
    const before = await webhooks(tx).lock(webhookId)
    if (!before) throw webhookNotFound()
    await webhooks(tx).update(
      webhookId,
      { address, events, ...(repository !== undefined && { repository }) },
      state,
      ctx.clock.now(),
    )
    await recordAudit(ctx.within(tx), {
      action: 'webhooks.webhook_updated',
      subject: { kind: 'webhook', id: webhookId },
      before: said(before),
      after: said(input),
    })
    const after = await webhooks(tx).find(publisherId, webhookId)
    if (!after) throw webhookNotFound()
    return after
  })
}
