import { days, hours } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { blobExamination } from './store/blob-examination.ts'
import { uploads } from './store/uploads.ts'

/** How long an unfinished upload may be continued. */
const patience = days(1)
/** How long the store may take to verify an upload that is being closed. */
const closing = hours(6)
const page = 500

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
  const places = await ctx.ports.blobs.staleUploads(before)
  for (let at = 0; at < places.length; at += page) await forgetPlaces(ctx, places.slice(at, at + page))
  return stale.length
}

/** Places whose upload has a row are left alone: it may be an upload that is just being closed. */
async function forgetPlaces(ctx: Context, places: readonly string[]): Promise<void> {
  const known = await ctx.transaction((tx) => blobExamination(tx).uploadsAmong(places))
  for (const place of places) if (!known.has(place)) await ctx.ports.blobs.cancel(place)
}
