import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { newToken } from '../platform/crypto/tokens.ts'
import { authorizePublisher } from '../publishers/index.ts'
import { tooManyWebhooks, webhookInvalid } from './domain/errors.ts'
import { mostWebhooks, type OwnerId, type Webhook, type WebhookWish, wishProblems } from './domain/webhook.ts'
import { webhooks } from './store/webhooks.ts'

export interface CreateWebhook extends WebhookWish {
  readonly publisherId: OwnerId
}

/** Secrets of webhooks begin so, for scanners of leaked secrets. */
export const secretPrefix = 'chw_'

/** Adds a webhook and answers its secret, this once. Throws webhooks.invalid, webhooks.too_many. */
export async function createWebhook(
  ctx: Context,
  input: CreateWebhook,
): Promise<{ readonly webhook: Webhook; readonly secret: string }> {
  const { id: publisherId, slug } = await authorizePublisher(ctx, input.publisherId, 'editor')
  const { address, events, repository } = input
  const fields = wishProblems(input, ctx.ports.webhooks.refusal(address))
  if (fields.length > 0) throw webhookInvalid({ fields })
  const now = ctx.clock.now()
  const webhook: Webhook = {
    id: ctx.newId(),
    publisherId,
    address,
    events,
    ...(repository !== undefined && { repository }),
    state: 'active',
    createdAt: now,
    updatedAt: now,
  }
  const secret = newToken(secretPrefix)
  await ctx.transaction(async (tx) => {
    if ((await webhooks(tx).countAlone(publisherId)) >= mostWebhooks) throw tooManyWebhooks({ limit: mostWebhooks })
    await webhooks(tx).insert(webhook, secret)
    await recordAudit(ctx.within(tx), {
      action: 'webhooks.webhook_created',
      subject: { kind: 'webhook', id: webhook.id, name: slug },
      details: { host: new URL(address).host, events, ...(repository !== undefined && { repository }) },
    })
  })
  return { webhook, secret }
}
