import { authorize } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import type { ContentHold } from './domain/content-hold.ts'
import { contentHolds } from './store/content-holds.ts'

/** Open holds, and then those that were released, newest first; 500 at most. */
export async function listContentHolds(ctx: Context): Promise<readonly ContentHold[]> {
  authorize(ctx, 'registry.hold')
  return ctx.transaction((tx) => contentHolds(tx).list())
}
