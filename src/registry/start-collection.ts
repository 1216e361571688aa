import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { nameOf } from './access/acting.ts'
import { collectionRunning } from './domain/errors.ts'
import { collectionRuns } from './store/collection-runs.ts'

/** Starts a garbage collection now instead of at the next hour. Throws registry.collection_running. */
export async function startCollection(ctx: Context): Promise<void> {
  authorize(ctx, 'registry.administer')
  await ctx.transaction(async (tx) => {
    const id = ctx.newId<'collection_run'>()
    if (!(await collectionRuns(tx).open(id, ctx.clock.now(), nameOf(ctx.actor)))) throw collectionRunning()
    await ctx.enqueue(tx, 'registry.collect-garbage', {})
    await recordAudit(ctx.within(tx), {
      action: 'registry.collection_started',
      subject: { kind: 'collection_run', id },
    })
  })
}
