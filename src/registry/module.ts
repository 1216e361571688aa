import { seconds } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import type { ModuleParts, StoreModule } from '../platform/module.ts'
import { storeAccess } from './access/store-access.ts'
import { signingKey } from './access/token-keys.ts'
import { registryRoutes } from './http/registry-routes.ts'
import { repositoryRoutes } from './http/routes.ts'
import { connectAccess } from './memory/registry-memory.ts'
import { sweepUploads } from './sweep-uploads.ts'
import { writeAccessLog } from './write-access-log.ts'

/** How often pulls and grants are written. */
const logInterval = seconds(1)

export const registryModule: StoreModule = {
  name: 'registry',
  queues: [{ name: 'registry.sweep-uploads', retries: 2 }],
  handlers: {
    'registry.sweep-uploads': async (ctx) => {
      await sweepUploads(ctx)
    },
  },
  crons: { 'registry.sweep-uploads': '17 * * * *' },
  routes: repositoryRoutes,
  async rootRoutes(app, parts) {
    connectAccess(contextOf(parts), storeAccess)
    await registryRoutes(app, parts)
  },
  start: startRegistry,
}

/** Makes the signing key at first start and writes the access log every second, a last time on stop. */
async function startRegistry(parts: ModuleParts): Promise<() => Promise<void>> {
  const ctx = contextOf(parts)
  await signingKey(ctx)
  let writing: Promise<void> = Promise.resolve()
  const write = (everything: boolean): Promise<void> => {
    writing = writing
      .then(() => writeAccessLog(ctx, { everything }))
      .catch((error: unknown) =>
        ctx.log.error({ err: error }, 'Pulls could not be written; they are kept and tried again.'),
      )
    return writing
  }
  const timer = setInterval(() => void write(false), logInterval)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await write(true)
  }
}

function contextOf(parts: ModuleParts): Context {
  return parts.makeContext({ kind: 'system', reason: 'registry' })
}
