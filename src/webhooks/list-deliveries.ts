import type { Context } from '../platform/context.ts'
import { type AboutWebhook, authorizeWebhook } from './authorize-webhook.ts'
import type { Delivery } from './domain/delivery.ts'
import { deliveryNotFound } from './domain/errors.ts'
import type { DeliveryId } from './domain/webhook.ts'
import { deliveries } from './store/deliveries.ts'

const pageSize = 50

/** A page of the log, newest first. */
export interface DeliveryPage {
  readonly deliveries: readonly Delivery[]
  /** Go on behind this one; undefined on the last page. */
  readonly next?: DeliveryId
}

/** The deliveries of a webhook in the last 30 days, 50 at a time. */
export async function listDeliveries(
  ctx: Context,
  input: AboutWebhook & { readonly before?: DeliveryId },
): Promise<DeliveryPage> {
  const { id } = await authorizeWebhook(ctx, input)
  const found = await ctx.transaction((tx) => deliveries(tx).log(id, input.before, pageSize + 1))
  const page = found.slice(0, pageSize)
  const last = found.length > pageSize ? page.at(-1) : undefined
  return { deliveries: page, ...(last && { next: last.id }) }
}

/** One delivery with its body and the beginning of the answer. Throws webhooks.delivery_not_found. */
export async function showDelivery(
  ctx: Context,
  input: AboutWebhook & { readonly deliveryId: DeliveryId },
): Promise<Delivery> {
  const { id } = await authorizeWebhook(ctx, input)
  const found = await ctx.transaction((tx) => deliveries(tx).find(id, input.deliveryId))
  if (!found) throw deliveryNotFound()
  return found
}
