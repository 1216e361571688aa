import type { Context } from '../platform/context.ts'
import type { StoreModule } from '../platform/module.ts'
import { accountsRoutes } from './http/routes.ts'
import { credentialMemoryOf } from './memory/credential-memory.ts'
import { sweepExpired } from './sweep-expired.ts'

export const accountsModule: StoreModule = {
  name: 'accounts',
  routes: accountsRoutes,
  queues: [{ name: 'accounts.sweep-expired' }],
  handlers: { 'accounts.sweep-expired': (ctx: Context) => sweepExpired(ctx) },
  crons: { 'accounts.sweep-expired': '17 4 * * *' },
  start: async ({ makeContext, news }) => {
    const stop = credentialMemoryOf(makeContext({ kind: 'system', reason: 'accounts' })).hear(news)
    return async () => stop()
  },
}
