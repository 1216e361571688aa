import type { Context } from '../platform/context.ts'
import type { Job } from '../platform/jobs/jobs.ts'
import type { StoreModule } from '../platform/module.ts'
import { fetchFeed } from './fetch-feed.ts'
import { vulnerabilitiesRoutes } from './http/routes.ts'
import { stopLayerThreads } from './layer-threads.ts'
import { measureAdvisories } from './measure-advisories.ts'
import { queueFetches } from './queue-fetches.ts'
import { type RematchImages, rematchImages } from './rematch-images.ts'
import { mostAttempts, scanImage } from './scan-image.ts'

export const vulnerabilitiesModule: StoreModule = {
  name: 'vulnerabilities',
  routes: vulnerabilitiesRoutes,
  start: async ({ makeContext }) => {
    const { ports } = makeContext({ kind: 'system', reason: 'scans' })
    return () => stopLayerThreads(ports)
  },
  queues: [
    { name: 'vulnerabilities.scan-image', concurrency: 2, retries: mostAttempts, timeLimit: 3600 },
    { name: 'vulnerabilities.rematch-images', timeLimit: 600 },
    { name: 'vulnerabilities.queue-fetches', retries: 1 },
    { name: 'vulnerabilities.fetch-feed', dedupe: true, retries: 2, timeLimit: 7200 },
  ],
  handlers: {
    'vulnerabilities.scan-image': (ctx: Context, job: Job<{ digest: string; repository: string }>) =>
      scanImage(ctx, { ...job.data, attempt: job.attempt, signal: job.signal }),
    'vulnerabilities.rematch-images': (ctx: Context, job: Job<RematchImages>) => rematchImages(ctx, job.data),
    'vulnerabilities.queue-fetches': async (ctx) => {
      await queueFetches(ctx)
    },
    'vulnerabilities.fetch-feed': async (ctx: Context, { data, signal }: Job<{ feed: string }>) => {
      await fetchFeed(ctx, { feed: data.feed, signal })
    },
  },
  crons: { 'vulnerabilities.queue-fetches': '11 * * * *' },
  measure: measureAdvisories,
}
