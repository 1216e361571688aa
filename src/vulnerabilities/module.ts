import type { ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import type { Job } from '../platform/jobs/jobs.ts'
import type { StoreModule } from '../platform/module.ts'
import { fetchFeed } from './fetch-feed.ts'
import { vulnerabilitiesRoutes } from './http/routes.ts'
import { indexOldScans } from './index-old-scans.ts'
import { stopLayerThreads } from './layer-threads.ts'
import { measureAdvisories } from './measure-advisories.ts'
import { queueFetches } from './queue-fetches.ts'
import { reconcileFindings } from './reconcile-findings.ts'
import { runDeadlines } from './run-deadlines.ts'
import { mostAttempts, scanImage } from './scan-image.ts'
import { type SettleScan, settleScan } from './settle-scan.ts'
import { type SpreadMatches, spreadMatches, type WatchAdvisories, watchAdvisories } from './watch-advisories.ts'
import { writeNotices } from './write-notices.ts'

export const vulnerabilitiesModule: StoreModule = {
  name: 'vulnerabilities',
  routes: vulnerabilitiesRoutes,
  start: async ({ makeContext }) => {
    const { ports } = makeContext({ kind: 'system', reason: 'scans' })
    return () => stopLayerThreads(ports)
  },
  queues: [
    { name: 'vulnerabilities.scan-image', concurrency: 2, retries: mostAttempts, timeLimit: 3600 },
    { name: 'vulnerabilities.queue-fetches', retries: 1 },
    { name: 'vulnerabilities.fetch-feed', dedupe: true, retries: 2, timeLimit: 7200 },
    { name: 'vulnerabilities.settle-scan', retries: 8, timeLimit: 600 },
    { name: 'vulnerabilities.watch-advisories', retries: 8, timeLimit: 600 },
    { name: 'vulnerabilities.spread-matches', retries: 8, timeLimit: 600 },
    { name: 'vulnerabilities.reconcile-findings', retries: 8, timeLimit: 600 },
    { name: 'vulnerabilities.index-old-scans', timeLimit: 600 },
    { name: 'vulnerabilities.write-notices', dedupe: true },
    { name: 'vulnerabilities.run-deadlines', dedupe: true },
  ],
  handlers: {
    'vulnerabilities.scan-image': (ctx: Context, job: Job<{ digest: string; repository: string }>) =>
      scanImage(ctx, { ...job.data, attempt: job.attempt, signal: job.signal }),
    'vulnerabilities.queue-fetches': async (ctx) => {
      await queueFetches(ctx)
    },
    'vulnerabilities.fetch-feed': async (ctx: Context, { data, signal }: Job<{ feed: string }>) => {
      await fetchFeed(ctx, { feed: data.feed, signal })
    },
    'vulnerabilities.settle-scan': (ctx: Context, job: Job<SettleScan>) => settleScan(ctx, job.data),
    'vulnerabilities.watch-advisories': (ctx: Context, job: Job<WatchAdvisories>) => watchAdvisories(ctx, job.data),
    'vulnerabilities.spread-matches': (ctx: Context, job: Job<SpreadMatches>) => spreadMatches(ctx, job.data),
    'vulnerabilities.reconcile-findings': (ctx: Context, job: Job<{ productId: ProductId }>) =>
      reconcileFindings(ctx, job.data),
    'vulnerabilities.index-old-scans': (ctx: Context) => indexOldScans(ctx),
    'vulnerabilities.write-notices': (ctx: Context) => writeNotices(ctx),
    'vulnerabilities.run-deadlines': (ctx: Context) => runDeadlines(ctx),
  },
  crons: {
    'vulnerabilities.queue-fetches': '11 * * * *',
    'vulnerabilities.index-old-scans': '*/10 * * * *',
    'vulnerabilities.write-notices': '* * * * *',
    'vulnerabilities.run-deadlines': '* * * * *',
  },
  measure: measureAdvisories,
}
