import { authorizeHolder } from '../licensing/index.ts'
import type { Context } from '../platform/context.ts'
import type { OrderDetails } from './show-order.ts'
import { orders } from './store/orders.ts'
import { paymentAttempts } from './store/payment-attempts.ts'

/** Orders of the own account or of an organization that the caller owns, newest first. */
export async function listOrders(ctx: Context, input: { readonly account?: string }): Promise<OrderDetails[]> {
  const { account } = await authorizeHolder(ctx, input.account)
  return ctx.transaction(async (tx) => {
    const found = await orders(tx).ofAccount(account.id)
    const attempts = await paymentAttempts(tx).lastOf(found.map(({ id }) => id))
    return found.map((order) => {
      const attempt = attempts.get(order.id)
      return { order, ...(attempt && { attempt }) }
    })
  })
}
