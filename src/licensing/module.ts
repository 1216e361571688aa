import type { StoreModule } from '../platform/module.ts'
import { expireSubscriptions } from './expire-subscriptions.ts'
import { licensingRootRoutes, licensingRoutes } from './http/routes.ts'
import { remindTrials } from './remind-trials.ts'

const expire = 'licensing.expire-subscriptions'
const remind = 'licensing.remind-trials'

export const licensingModule: StoreModule = {
  name: 'licensing',
  queues: [
    { name: expire, dedupe: true },
    { name: remind, dedupe: true },
  ],
  handlers: {
    [expire]: async (ctx) => {
      await expireSubscriptions(ctx)
    },
    [remind]: async (ctx) => {
      await remindTrials(ctx)
    },
  },
  crons: { [expire]: '* * * * *', [remind]: '7 * * * *' },
  routes: licensingRoutes,
  rootRoutes: licensingRootRoutes,
}
