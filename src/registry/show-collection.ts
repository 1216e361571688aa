import { authorize } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import { countQueue } from './access/count-queue.ts'
import { type CollectionPace, type CollectionRun, paceOf } from './domain/collection-run.ts'
import { collectionRuns } from './store/collection-runs.ts'
import { type RegistryUsage, repositories } from './store/repositories.ts'

const mostShown = 20

/** What the registry holds, what waits to be collected, and how collecting goes. */
export interface CollectionOverview {
  readonly usage: RegistryUsage
  readonly waiting: number
  /** Candidates that the delay has passed for. */
  readonly due: number
  /** Milliseconds for which content must have been unneeded. */
  readonly delay: number
  readonly running?: CollectionRun & CollectionPace
  /** Former runs and dry runs, newest first. */
  readonly past: readonly CollectionRun[]
}

/** For the operator's page. */
export async function showCollection(ctx: Context): Promise<CollectionOverview> {
  authorize(ctx, 'registry.administer')
  const { collectionDelay: delay } = ctx.settings
  const queue = await countQueue(ctx)
  return ctx.transaction(async (tx) => {
    const runs = await collectionRuns(tx).latest(mostShown)
    const running = runs.find(({ finishedAt }) => !finishedAt)
    return {
      usage: await repositories(tx).usage(),
      ...queue,
      delay,
      ...(running && { running: { ...running, ...paceOf(running) } }),
      past: runs.filter(({ finishedAt }) => finishedAt),
    }
  })
}
