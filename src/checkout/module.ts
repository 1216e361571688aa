import type { StoreModule } from '../platform/module.ts'
import { checkoutRoutes } from './http/routes.ts'
import { settleOrders } from './settle-orders.ts'

const settleQueue = 'checkout.settle-orders'

export const checkoutModule: StoreModule = {
  name: 'checkout',
  queues: [{ name: settleQueue, dedupe: true }],
  handlers: {
    [settleQueue]: async (ctx, job) => {
      await settleOrders(ctx, job.data)
    },
  },
  crons: { [settleQueue]: '* * * * *' },
  routes: checkoutRoutes,
  /** A crash may have come between a charge and its settlement: nobody waits a minute for it after a restart. */
  async start({ makeContext }) {
    const ctx = makeContext({ kind: 'system', reason: 'start' })
    await ctx.transaction((tx) => ctx.enqueue(tx, settleQueue, { atOnce: true }, { dedupeKey: 'start' }))
    return async () => {}
  },
}
