import type { Context } from '../platform/context.ts'
import { setCollectionState } from '../platform/metrics.ts'
import { candidates } from './store/candidates.ts'
import { collectionRuns } from './store/collection-runs.ts'

// public: numbers for the operator's own metrics server, right before they are read.
/** Brings the metrics of garbage collection up to date. */
export async function measureCollection(ctx: Context): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - ctx.settings.collectionDelay)
  const state = await ctx.transaction(async (tx) => {
    const runs = await collectionRuns(tx).latest(20)
    const last = runs.find(({ dryRun, finishedAt }) => !dryRun && finishedAt)
    return { last, ...(await candidates(tx).count(before)) }
  })
  const { waiting, due, last } = state
  setCollectionState({
    waiting,
    due,
    ...(last?.finishedAt && { last: { startedAt: last.startedAt, finishedAt: last.finishedAt } }),
  })
}
