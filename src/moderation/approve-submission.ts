import { authorize } from '../accounts/index.ts'
import { markRevision } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { publishQueue } from './domain/queues.ts'
import type { Submission, SubmissionId } from './domain/submission.ts'
import { moveSubmission } from './move-submission.ts'
import { reviewNotes } from './store/review-notes.ts'

export interface ApproveSubmission {
  readonly submissionId: SubmissionId
  readonly note?: string
}

/** Approves a submission. Publishing follows by the publisher's click, or by a job if so wished (STO-077). */
export async function approveSubmission(ctx: Context, input: ApproveSubmission): Promise<Submission> {
  await authorize(ctx, 'moderation.review')
  const { submissionId } = input
  const note = input.note?.trim()
  return ctx.transaction(async (tx) => {
    const submission = await moveSubmission(ctx, tx, { submissionId, event: 'approve', ...(note && { note }) })
    const reasons = await reviewNotes(tx).reasons(submissionId)
    await reviewNotes(tx).resolve(
      reasons.map(({ id }) => id),
      ctx.clock.now(),
    )
    await markRevision(ctx.within(tx), { revisionId: submission.revisionId, state: 'approved' })
    if (submission.publishMode === 'on_approval') await ctx.enqueue(tx, publishQueue, { submissionId })
    return submission
  })
}
