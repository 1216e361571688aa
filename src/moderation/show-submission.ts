import {
  diffManifests,
  getRevision,
  type ListingDetails,
  listingOf,
  type Manifest,
  type ManifestChange,
  previewProduct,
} from '../catalog/index.ts'
import { accountOf, hasRole } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { publisherRoleOf } from '../publishers/index.ts'
import { scanSummaries } from '../vulnerabilities/index.ts'
import { authorizeSubmission, isReviewer } from './authorize-submission.ts'
import { submissionNotFound } from './domain/errors.ts'
import type { KeptReason, Post, Step, Submission, SubmissionId, SubmittedImage } from './domain/submission.ts'
import { actionsFor, type SubmissionAction } from './domain/submission-state.ts'
import { reviewNotes } from './store/review-notes.ts'
import { submissions } from './store/submissions.ts'
import { type SubmissionCard, submissionCard } from './submission-cards.ts'

/** What is known of an image's scan. */
export interface ScanSummary {
  readonly state: 'none' | 'queued' | 'scanning' | 'complete' | 'failed'
  readonly critical: number
  readonly major: number
  readonly minor: number
  readonly unknown: number
  readonly components: number
}

/** All that the desk and the publisher see of a submission (STO-074, STO-075). */
export interface SubmissionDetail {
  readonly card: SubmissionCard
  /** As submitted in this round. */
  readonly manifest: Manifest
  /** What it is compared with: the round before, or the live version. */
  readonly previous: Manifest | null
  readonly changes: readonly ManifestChange[]
  readonly images: readonly (SubmittedImage & { readonly scan: ScanSummary })[]
  readonly posts: readonly Post[]
  readonly reasons: readonly KeptReason[]
  readonly history: readonly Step[]
  readonly actions: readonly SubmissionAction[]
  /** The product page as this version would make it. */
  readonly preview: ListingDetails
}

/** A submission with manifest, differences, images and their scans, thread and history. */
export async function showSubmission(ctx: Context, input: { submissionId: SubmissionId }): Promise<SubmissionDetail> {
  await authorizeSubmission(ctx, input.submissionId, 'viewer')
  return ctx.transaction(async (tx) => {
    const submission = await submissions(tx).find(input.submissionId)
    const round = submission && (await submissions(tx).round(submission.id, submission.round))
    if (!submission || !round) throw submissionNotFound()
    const joined = ctx.within(tx)
    const { manifest } = round
    const previous = await previousManifest(joined, tx, submission)
    return {
      card: await submissionCard(joined, submission),
      manifest,
      previous: previous ?? null,
      changes: previous ? diffManifests(previous, manifest) : [],
      images: await scannedImages(joined, await submissions(tx).images(submission.id)),
      posts: await reviewNotes(tx).posts(submission.id, isReviewer(ctx)),
      reasons: await reviewNotes(tx).reasons(submission.id),
      history: await historyFor(ctx, tx, submission.id),
      actions: await callersActions(joined, submission),
      preview: await previewProduct(joined, { productId: submission.productId, manifest }),
    }
  })
}

async function previousManifest(ctx: Context, tx: Tx, submission: Submission): Promise<Manifest | undefined> {
  if (submission.round > 1) return (await submissions(tx).round(submission.id, submission.round - 1))?.manifest
  const listing = await listingOf(ctx, submission.productId)
  if (!listing || listing.revisionId === submission.revisionId) return undefined
  return (await getRevision(ctx, listing.revisionId))?.manifest
}

async function scannedImages(ctx: Context, images: readonly SubmittedImage[]): Promise<SubmissionDetail['images']> {
  const scans = await scanSummaries(ctx, [...new Set(images.map(({ digest }) => digest))])
  return images.map((image) => {
    const scan = scans.get(image.digest)
    const { critical = 0, major = 0, minor = 0, unknown = 0, components = 0 } = scan?.totals ?? {}
    return { ...image, scan: { state: scan?.state ?? 'none', critical, major, minor, unknown, components } }
  })
}

/** Who takes care of a submission is the staff's affair. */
async function historyFor(ctx: Context, tx: Tx, id: SubmissionId): Promise<Step[]> {
  const steps = await reviewNotes(tx).steps(id)
  return isReviewer(ctx) ? steps : steps.filter(({ action }) => action !== 'assign')
}

async function callersActions(ctx: Context, submission: Submission): Promise<SubmissionAction[]> {
  const accountId = accountOf(ctx.actor)
  const role = accountId && (await publisherRoleOf(ctx, accountId, submission.publisherId))
  return actionsFor(submission.state, {
    moderator: hasRole(ctx.actor, 'moderator'),
    editor: role === 'editor' || role === 'owner',
    member: role !== undefined,
  })
}
