import { type Listing, listingOf, publishRevision, storeRepositoryOf } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { placeImage, verifyImage } from '../registry/index.ts'
import { authorizeSubmission } from './authorize-submission.ts'
import { submissionMoved } from './domain/errors.ts'
import type { ListingEventSpoken } from './domain/events.ts'
import { holdingRepositoryOf, type Submission, type SubmissionId, type SubmittedImage } from './domain/submission.ts'
import { nextSubmissionState } from './domain/submission-state.ts'
import { dropHeldImages } from './freeze-images.ts'
import { moveSubmission } from './move-submission.ts'
import { submissions } from './store/submissions.ts'

/**
 * Publishes an approved submission: a verified copy of every image under `store/`, and the product page (STO-078).
 * Bytes are read and compared before the transaction; then everything becomes visible in one, or nothing does.
 * Published again it changes nothing, so a repeated click or job is harmless.
 */
export async function publishSubmission(ctx: Context, input: { submissionId: SubmissionId }): Promise<Submission> {
  const submission = await authorizeSubmission(ctx, input.submissionId, 'editor')
  if (submission.state === 'published') return submission
  refuseUnapproved(submission)
  const images = await ctx.transaction((tx) => submissions(tx).images(submission.id))
  await verifyAll(ctx, submission.id, images)
  return ctx.transaction(async (tx) => {
    const now = await submissions(tx).lock(submission.id)
    if (now?.state === 'published') return now
    // An approved round is never submitted again, so these are the images that were verified.
    const published = await moveSubmission(ctx, tx, { submissionId: submission.id, event: 'publish' })
    await placeAll(ctx.within(tx), published.id, images)
    const before = await listingOf(ctx.within(tx), published.productId)
    const listing = await publishRevision(ctx.within(tx), {
      revisionId: published.revisionId,
      versions: images.map(({ repository, ...image }) => ({ ...image, repository: storeRepositoryOf(repository) })),
      at: ctx.clock.now(),
    })
    await dropHeldImages(ctx.within(tx), published.id, images)
    await tellListing(ctx, tx, listing, before)
    return published
  })
}

function refuseUnapproved({ state, decidedByName }: Submission): void {
  if (nextSubmissionState(state, 'publish')) return
  throw submissionMoved({ state, ...(decidedByName && { by: decidedByName }) })
}

async function verifyAll(ctx: Context, id: SubmissionId, images: readonly SubmittedImage[]): Promise<void> {
  const distinct = new Map(images.map((image) => [`${image.repository}@${image.digest}`, image]))
  for (const { repository, digest } of distinct.values()) {
    await verifyImage(ctx, { repository: holdingRepositoryOf(id, repository), digest })
  }
}

async function placeAll(ctx: Context, id: SubmissionId, images: readonly SubmittedImage[]): Promise<void> {
  for (const { repository, tag, digest } of images) {
    await placeImage(ctx, {
      from: { repository: holdingRepositoryOf(id, repository), digest },
      to: { repository: storeRepositoryOf(repository), tag },
    })
  }
}

/** A revision that goes live during a hold changes the page but not the hold, so the listing is not announced. */
async function tellListing(ctx: Context, tx: Tx, listing: Listing, before: Listing | undefined): Promise<void> {
  if (listing.state !== 'published' && before !== undefined) return
  const event: ListingEventSpoken = { type: 'listing.published', productId: listing.productId }
  await ctx.publish(tx, event)
}
