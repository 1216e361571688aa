import type { Context } from '../platform/context.ts'
import { setCollectionState } from '../platform/metrics.ts'
import { countQueue } from './access/count-queue.ts'
import { collectionRuns } from './store/collection-runs.ts'

// public: numbers for the operator's own metrics server, right before they are read.
/** Brings the metrics of garbage collection up to date. */
export async function measureCollection(ctx: Context): Promise<void> {
  const { waiting, due } = await countQueue(ctx)
  const runs = await ctx.transaction((tx) => collectionRuns(tx).latest(20))
  const last = runs.find(({ dryRun, finishedAt }) => !dryRun && finishedAt)
  setCollectionState({
    waiting,
    due,
    ...(last?.finishedAt && { last: { startedAt: last.startedAt, finishedAt: last.finishedAt } }),
  })
}
