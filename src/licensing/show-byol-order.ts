import type { Context } from '../platform/context.ts'
import { type ByolOrderDetails, describeByolOrders } from './describe-byol-orders.ts'
import { byolOrderNotFound } from './domain/errors.ts'
import { byolOrders } from './store/byol-orders.ts'

// public: whoever has the token of the link may see what it gives (STO-144); nobody can guess one.
/** The order behind a link, before anybody signs in. */
export async function showByolOrder(ctx: Context, input: { readonly token: string }): Promise<ByolOrderDetails> {
  return ctx.transaction(async (tx) => {
    const order = await byolOrders(tx).findByToken(input.token)
    const [details] = order ? await describeByolOrders(ctx.within(tx), [order]) : []
    if (!details) throw byolOrderNotFound()
    return details
  })
}
