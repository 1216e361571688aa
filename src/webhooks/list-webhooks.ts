import type { Context } from '../platform/context.ts'
import { authorizePublisher } from '../publishers/index.ts'
import type { OwnerId, Webhook } from './domain/webhook.ts'
import { webhooks } from './store/webhooks.ts'

/** The webhooks of a publisher, for its owners and editors, in order of making. */
export async function listWebhooks(ctx: Context, input: { readonly publisherId: OwnerId }): Promise<Webhook[]> {
  await authorizePublisher(ctx, input.publisherId, 'editor')
  return ctx.transaction((tx) => webhooks(tx).ofPublisher(input.publisherId))
}
