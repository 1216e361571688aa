import type { StoreModule } from '../platform/module.ts'
import { expireSubscriptions } from './expire-subscriptions.ts'
import { licensingRootRoutes, licensingRoutes } from './http/routes.ts'

export const licensingModule: StoreModule = {
  name: 'licensing',
  queues: [{ name: 'licensing.expire-subscriptions', dedupe: true }],
  handlers: {
    'licensing.expire-subscriptions': async (ctx) => {
      await expireSubscriptions(ctx)
    },
  },
  crons: { 'licensing.expire-subscriptions': '* * * * *' },
  routes: licensingRoutes,
  rootRoutes: licensingRootRoutes,
}
