import type { Context } from '../platform/context.ts'
import type { Job } from '../platform/jobs/jobs.ts'
import type { ModuleParts, StoreModule } from '../platform/module.ts'
import { storeAccess } from './access/store-access.ts'
import { signingKey } from './access/token-keys.ts'
import { applyRetention } from './apply-retention.ts'
import { collectGarbage } from './collect-garbage.ts'
import { collectionRoutes } from './http/collection-routes.ts'
import { registryRoutes } from './http/registry-routes.ts'
import { repositoryRoutes } from './http/routes.ts'
import { warmBlobs } from './http/warm-blob.ts'
import { warmManifests } from './http/warm-manifest.ts'
import { keepAccessLog } from './keep-access-log.ts'
import { measureCollection } from './measure-collection.ts'
import { connectAccess } from './memory/registry-memory.ts'
import { queueRetention } from './queue-retention.ts'
import { sweepUploads } from './sweep-uploads.ts'
import { stopVerifying, verifyInBackground } from './verify-in-background.ts'

export const registryModule: StoreModule = {
  name: 'registry',
  queues: [
    { name: 'registry.sweep-uploads', retries: 2 },
    { name: 'registry.collect-garbage', dedupe: true, retries: 2 },
    { name: 'registry.verify-blobs', dedupe: true, retries: 0 },
    { name: 'registry.queue-retention', retries: 2 },
    { name: 'registry.apply-retention', dedupe: true, retries: 2, timeLimit: 3600 },
  ],
  handlers: {
    'registry.sweep-uploads': async (ctx) => {
      await sweepUploads(ctx)
    },
    'registry.collect-garbage': async (ctx, { signal, data }: Job<{ onlyOpen?: boolean }>) => {
      await collectGarbage(ctx, { signal, onlyOpen: data?.onlyOpen })
    },
    'registry.verify-blobs': async (ctx) => verifyInBackground(ctx),
    'registry.queue-retention': async (ctx) => {
      await queueRetention(ctx)
    },
    'registry.apply-retention': async (ctx: Context, job: Job<{ repository: string }>) => {
      await applyRetention(ctx, job.data)
    },
  },
  crons: {
    'registry.sweep-uploads': '17 * * * *',
    'registry.collect-garbage': '29 * * * *',
    'registry.verify-blobs': '*/5 * * * *',
    'registry.queue-retention': '37 2 * * *',
  },
  routes(app) {
    repositoryRoutes(app)
    collectionRoutes(app)
  },
  measure: measureCollection,
  async rootRoutes(app, parts) {
    connectAccess(contextOf(parts), storeAccess)
    await registryRoutes(app, parts)
  },
  shortcuts: [warmManifests, warmBlobs],
  start: startRegistry,
}

/** Makes the signing key at first start and keeps the access log; on the way out what runs in the background is ended. */
async function startRegistry(parts: ModuleParts): Promise<() => Promise<void>> {
  const ctx = contextOf(parts)
  await signingKey(ctx)
  const stopLog = await keepAccessLog(ctx, { dataDir: parts.dataDir })
  return async () => {
    await stopVerifying(ctx)
    await stopLog()
  }
}

function contextOf(parts: ModuleParts): Context {
  return parts.makeContext({ kind: 'system', reason: 'registry' })
}
