import { hours } from '../../platform/clock.ts'
import type { Context } from '../../platform/context.ts'
import type { Examination } from '../domain/finding.ts'
import { blobExamination } from '../store/blob-examination.ts'
import { type UploadId, uploads } from '../store/uploads.ts'

const page = 500
/** A younger upload may be about to begin or to end. */
const settled = hours(1)

/** Uploads whose row has no place for bytes, and places without a row. */
export async function examineUploads(ctx: Context, examination: Examination): Promise<number> {
  const before = new Date(ctx.clock.now().getTime() - settled)
  const count = await examineRows(ctx, examination, before)
  const places = await ctx.ports.blobs.staleUploads(before)
  for (let at = 0; at < places.length; at += page) {
    const some = places.slice(at, at + page)
    const known = await ctx.transaction((tx) => blobExamination(tx).uploadsAmong(some))
    for (const place of some.filter((id) => !known.has(id))) await reportPlace(ctx, examination, place)
  }
  return count
}

async function examineRows(ctx: Context, { repair, report }: Examination, before: Date): Promise<number> {
  let count = 0
  for (let after: string | undefined; ; ) {
    const behind = after
    const rows = await ctx.transaction((tx) => blobExamination(tx).uploads(behind, before, page))
    for (const { id, repository } of rows) {
      if (await ctx.ports.blobs.find(id)) continue
      if ((await ctx.transaction((tx) => blobExamination(tx).uploadsAmong([id]))).size === 0) continue
      if (repair) await ctx.transaction((tx) => uploads(tx).remove(id as UploadId))
      report({
        check: 'upload',
        problem: `The upload ${id} to ${repository} has a row but no place for its bytes.`,
        ...(repair ? { repaired: 'The row was removed.' } : { advice: 'Call again with --repair to remove the row.' }),
      })
    }
    count += rows.length
    after = rows.at(-1)?.id
    if (rows.length < page) return count
  }
}

async function reportPlace(ctx: Context, { repair, report }: Examination, place: string): Promise<void> {
  if (repair) await ctx.ports.blobs.cancel(place)
  report({
    check: 'upload',
    problem: `The upload ${place} has a place for its bytes but no row.`,
    ...(repair ? { repaired: 'The place was removed.' } : { advice: 'Call again with --repair to remove the place.' }),
  })
}
