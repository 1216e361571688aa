import { recordAudit } from '../audit/index.ts'
import { after, days } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { newToken } from '../platform/crypto/tokens.ts'
import { type AboutWebhook, authorizeWebhook } from './authorize-webhook.ts'
import { secretPrefix } from './create-webhook.ts'
import { webhooks } from './store/webhooks.ts'

/** How long the old secret still signs beside the new one. */
const overlap = days(1)

/** Answers a new secret, this once. For a day deliveries are signed with both, so that the receiver can follow. */
export async function rotateWebhookSecret(ctx: Context, input: AboutWebhook): Promise<string> {
  const { id } = await authorizeWebhook(ctx, input)
  const secret = newToken(secretPrefix)
  const now = ctx.clock.now()
  await ctx.transaction(async (tx) => {
    await webhooks(tx).rotate(id, secret, after(now, overlap), now)
    await recordAudit(ctx.within(tx), {
      action: 'webhooks.secret_rotated',
      subject: { kind: 'webhook', id },
    })
  })
  return secret
}
