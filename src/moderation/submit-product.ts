import { recordAudit } from '../audit/index.ts'
import {
  authorizeProduct,
  type Draft,
  diffManifests,
  freezeRevision,
  getProduct,
  type Product,
  type ProductId,
} from '../catalog/index.ts'
import { accountOf } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import type { FieldProblem } from '../platform/errors.ts'
import { getPublisher, requireMaySubmit } from '../publishers/index.ts'
import { requestScan } from '../vulnerabilities/index.ts'
import { actorName } from './domain/actor-name.ts'
import { submissionIncomplete } from './domain/errors.ts'
import type { SubmissionEventSpoken } from './domain/events.ts'
import { isAnswered, type PublishMode, type Submission } from './domain/submission.ts'
import { holdImages, resolveImages } from './freeze-images.ts'
import { addStep } from './move-submission.ts'
import { reviewNotes } from './store/review-notes.ts'
import { submissions } from './store/submissions.ts'

export interface SubmitProduct {
  readonly productId: ProductId
  readonly publish: PublishMode
  /** A word to the moderators; starts or continues the thread. */
  readonly note?: string
}

/**
 * Submits the draft for review, or again after changes were asked for (STO-073, SM-2). Manifest and images are frozen:
 * digests are noted and copied to the holding area in the same transaction, so later pushes change nothing.
 * Throws moderation.submission_incomplete with every problem.
 */
export async function submitProduct(ctx: Context, input: SubmitProduct): Promise<Submission> {
  await authorizeProduct(ctx, input.productId, 'editor')
  return ctx.transaction(async (tx) => {
    const joined = ctx.within(tx)
    const draft = await freezeRevision(joined, { productId: input.productId })
    const product = await getProduct(joined, input.productId)
    const publisher = await getPublisher(joined, product.publisherId)
    requireMaySubmit(publisher)
    const { images, problems } = await resolveImages(joined, draft.manifest)
    refuseIncomplete([...draft.problems, ...byolProblems(draft, publisher.capabilities), ...problems])
    const before = await submissions(tx).openOf(product.id)
    const submission = before ? again(ctx, before, draft, input) : first(ctx, product, draft, input)
    const former = before ? await submissions(tx).images(before.id) : []
    if (before) await submissions(tx).update(submission)
    else await submissions(tx).insert(submission)
    const round = { round: submission.round, manifest: draft.manifest }
    if (before) await answerReasons(ctx, tx, before, draft)
    await submissions(tx).addRound(submission.id, round, submission.submittedAt)
    await submissions(tx).replaceImages(submission.id, images)
    await holdImages(joined, submission.id, images, former)
    for (const { repository, digest } of images) {
      await requestScan(joined, { repository, reference: digest, why: 'submission' })
    }
    await tell(ctx, tx, submission, input.note)
    return submission
  })
}

function refuseIncomplete(problems: readonly FieldProblem[]): void {
  if (problems.length === 0) return
  const fields = problems.filter(({ field, message }, index) => {
    return problems.findIndex((other) => other.field === field && other.message === message) === index
  })
  throw submissionIncomplete({ fields })
}

/** Selling bring-your-own-licence plans needs an approval of its own (STO-036). */
function byolProblems(draft: Draft, may: { byolUngated: boolean; byolGated: boolean }): FieldProblem[] {
  if (may.byolUngated || may.byolGated) return []
  return draft.manifest.plans.flatMap((plan, index) =>
    plan.access === 'byol'
      ? [
          {
            field: `plans.${index}.access`,
            message: 'You are not approved yet for plans where customers bring their licence. Ask the store for it.',
          },
        ]
      : [],
  )
}

function first(ctx: Context, product: Product, draft: Draft, input: SubmitProduct): Submission {
  const at = ctx.clock.now()
  return {
    id: ctx.newId(),
    productId: product.id,
    publisherId: product.publisherId,
    productSlug: product.slug,
    round: 1,
    firstSubmittedAt: at,
    ...present(ctx, draft, input),
  }
}

/** The next round: back into the queue; who took it keeps it, what was decided is history. */
function again(ctx: Context, before: Submission, draft: Draft, input: SubmitProduct): Submission {
  const { decidedAt: _, decidedByName: __, ...kept } = before
  return { ...kept, round: before.round + 1, ...present(ctx, draft, input) }
}

function present(ctx: Context, draft: Draft, input: SubmitProduct) {
  const account = accountOf(ctx.actor)
  return {
    revisionId: draft.revisionId,
    productName: draft.manifest.name.trim(),
    iconId: draft.manifest.iconId || null,
    state: 'pending' as const,
    publishMode: input.publish,
    submittedAt: ctx.clock.now(),
    submittedByName: actorName(ctx.actor),
    ...(account && { submittedBy: account as string }),
  }
}

/** Reasons whose field was changed count as dealt with; the moderator sees the others still open. */
async function answerReasons(ctx: Context, tx: Tx, before: Submission, draft: Draft): Promise<void> {
  const previous = await submissions(tx).round(before.id, before.round)
  if (!previous) return
  const changed = diffManifests(previous.manifest, draft.manifest).map(({ field }) => field)
  const open = (await reviewNotes(tx).reasons(before.id)).filter((reason) => !reason.resolved)
  const answered = open.filter((reason) => isAnswered(reason, changed)).map(({ id }) => id)
  await reviewNotes(tx).resolve(answered, ctx.clock.now())
}

async function tell(ctx: Context, tx: Tx, submission: Submission, note: string | undefined): Promise<void> {
  const text = note?.trim()
  const author = accountOf(ctx.actor)
  if (text) {
    await reviewNotes(tx).addPost(submission.id, {
      id: ctx.newId(),
      author: actorName(ctx.actor),
      authorRole: 'publisher',
      at: ctx.clock.now(),
      text,
      internal: false,
      ...(author && { authorId: author }),
    })
  }
  await addStep(ctx, tx, submission.id, 'submit', submission.round > 1 ? `Round ${submission.round}` : undefined)
  await recordAudit(ctx.within(tx), {
    action: 'moderation.product_submitted',
    subject: { kind: 'submission', id: submission.id, name: submission.productName },
    details: { productId: submission.productId, round: submission.round, publish: submission.publishMode },
  })
  const event: SubmissionEventSpoken = { type: 'submission.submitted', submissionId: submission.id }
  await ctx.publish(tx, event)
}
