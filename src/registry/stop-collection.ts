import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { collectionNotRunning } from './domain/errors.ts'
import { collectionRuns } from './store/collection-runs.ts'

/** Ends the garbage collection that is running, after its present batch. Throws registry.collection_not_running. */
export async function stopCollection(ctx: Context): Promise<void> {
  authorize(ctx, 'registry.administer')
  await ctx.transaction(async (tx) => {
    const id = await collectionRuns(tx).askToStop(ctx.clock.now())
    if (!id) throw collectionNotRunning()
    // Should nobody be working on it just now, the job is what closes it.
    await ctx.enqueue(tx, 'registry.collect-garbage', { onlyOpen: true })
    await recordAudit(ctx.within(tx), {
      action: 'registry.collection_stopped',
      subject: { kind: 'collection_run', id },
    })
  })
}
