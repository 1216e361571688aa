import { authorize } from '../accounts/index.ts'
import { markRevision } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { textRequired } from './domain/errors.ts'
import type { Submission, SubmissionId } from './domain/submission.ts'
import { dropHeldImages } from './freeze-images.ts'
import { moveSubmission } from './move-submission.ts'
import { submissions } from './store/submissions.ts'

export interface RejectSubmission {
  readonly submissionId: SubmissionId
  readonly reason: string
}

/** Ends a submission with a reason; the publisher may start a new one (SM-2). */
export async function rejectSubmission(ctx: Context, input: RejectSubmission): Promise<Submission> {
  await authorize(ctx, 'moderation.review')
  const reason = input.reason.trim()
  if (!reason) throw textRequired({ fields: [{ field: 'reason', message: 'Say why the submission is rejected.' }] })
  const { submissionId } = input
  return ctx.transaction(async (tx) => {
    const submission = await moveSubmission(ctx, tx, { submissionId, event: 'reject', note: reason })
    await markRevision(ctx.within(tx), { revisionId: submission.revisionId, state: 'rejected' })
    await dropHeldImages(ctx.within(tx), submissionId, await submissions(tx).images(submissionId))
    return submission
  })
}
