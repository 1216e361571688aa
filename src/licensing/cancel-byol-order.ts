import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizePublisher, type PublisherId } from '../publishers/index.ts'
import { type ByolOrder, type ByolOrderId, cancelOrder } from './domain/byol-order.ts'
import { byolOrderNotFound } from './domain/errors.ts'
import { byolOrders } from './store/byol-orders.ts'

/** The publisher takes an order back before it was redeemed; it is frozen from then on (STO-151, SM-7). */
export async function cancelByolOrder(
  ctx: Context,
  input: { readonly publisherId: PublisherId; readonly orderId: ByolOrderId },
): Promise<ByolOrder> {
  await authorizePublisher(ctx, input.publisherId, 'editor')
  return ctx.transaction(async (tx) => {
    const before = await byolOrders(tx).lock(input.orderId, input.publisherId)
    if (!before) throw byolOrderNotFound()
    const order = cancelOrder(before)
    await byolOrders(tx).save(order)
    await recordAudit(ctx.within(tx), {
      action: 'licensing.byol_order_cancelled',
      subject: { kind: 'byol_order', id: order.id },
    })
    return order
  })
}
