import type { Context } from '../platform/context.ts'
import type { ModuleParts, StoreModule } from '../platform/module.ts'
import { storeAccess } from './access/store-access.ts'
import { signingKey } from './access/token-keys.ts'
import { collectGarbage } from './collect-garbage.ts'
import { collectionRoutes } from './http/collection-routes.ts'
import { registryRoutes } from './http/registry-routes.ts'
import { repositoryRoutes } from './http/routes.ts'
import { warmManifests } from './http/warm-manifest.ts'
import { keepAccessLog } from './keep-access-log.ts'
import { measureCollection } from './measure-collection.ts'
import { connectAccess } from './memory/registry-memory.ts'
import { sweepUploads } from './sweep-uploads.ts'

export const registryModule: StoreModule = {
  name: 'registry',
  queues: [
    { name: 'registry.sweep-uploads', retries: 2 },
    { name: 'registry.collect-garbage', dedupe: true, retries: 2 },
  ],
  handlers: {
    'registry.sweep-uploads': async (ctx) => {
      await sweepUploads(ctx)
    },
    'registry.collect-garbage': async (ctx, { signal }) => {
      await collectGarbage(ctx, { signal })
    },
  },
  crons: { 'registry.sweep-uploads': '17 * * * *', 'registry.collect-garbage': '29 * * * *' },
  routes(app) {
    repositoryRoutes(app)
    collectionRoutes(app)
  },
  measure: measureCollection,
  async rootRoutes(app, parts) {
    connectAccess(contextOf(parts), storeAccess)
    await registryRoutes(app, parts)
  },
  shortcut: warmManifests,
  start: startRegistry,
}

/** Makes the signing key at first start and keeps the access log. */
async function startRegistry(parts: ModuleParts): Promise<() => Promise<void>> {
  const ctx = contextOf(parts)
  await signingKey(ctx)
  return keepAccessLog(ctx, { dataDir: parts.dataDir })
}

function contextOf(parts: ModuleParts): Context {
  return parts.makeContext({ kind: 'system', reason: 'registry' })
}
