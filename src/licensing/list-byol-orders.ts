import type { Context } from '../platform/context.ts'
import { authorizePublisher, type PublisherId } from '../publishers/index.ts'
import { type ByolOrderDetails, describeByolOrders } from './describe-byol-orders.ts'
import { byolOrders } from './store/byol-orders.ts'

/** A publisher's orders, newest first, at most 500. */
export async function listByolOrders(
  ctx: Context,
  input: { readonly publisherId: PublisherId },
): Promise<ByolOrderDetails[]> {
  await authorizePublisher(ctx, input.publisherId, 'viewer')
  return ctx.transaction(async (tx) => {
    const orders = await byolOrders(tx).ofPublisher(input.publisherId)
    return describeByolOrders(ctx.within(tx), orders)
  })
}
