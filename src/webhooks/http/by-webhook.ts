import { type Static, Type } from 'typebox'
import type { AboutWebhook } from '../authorize-webhook.ts'
import type { OwnerId, WebhookId } from '../domain/webhook.ts'

/** Which webhook of which publisher. */
export const ByWebhook = Type.Object({
  id: Type.String({ format: 'uuid' }),
  webhookId: Type.String({ format: 'uuid' }),
})

/** The webhook that a path names. */
export const webhookOf = ({ id, webhookId }: Static<typeof ByWebhook>): AboutWebhook => ({
  publisherId: id as OwnerId,
  webhookId: webhookId as WebhookId,
})
