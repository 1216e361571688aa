import { days, hours } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { uploads } from './store/uploads.ts'

/** How long an unfinished upload may be continued. */
const patience = days(1)
/** How long the store may take to verify an upload that is being closed. */
const closing = hours(6)

// public: housekeeping of the store itself, run by a timer.
/** Forgets uploads that nobody finished within a day, rows and bytes. Answers how many. */
export async function sweepUploads(ctx: Context): Promise<number> {
  const before = new Date(ctx.clock.now().getTime() - patience)
  const closedBefore = new Date(ctx.clock.now().getTime() - closing)
  const stale = await ctx.transaction((tx) => uploads(tx).startedBefore(before, closedBefore))
  for (const uploadId of stale) {
    await ctx.transaction((tx) => uploads(tx).remove(uploadId))
    await ctx.ports.blobs.cancel(uploadId)
  }
  for (const uploadId of await ctx.ports.blobs.staleUploads(before)) await ctx.ports.blobs.cancel(uploadId)
  return stale.length
}
