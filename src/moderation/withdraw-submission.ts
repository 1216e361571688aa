import { markRevision } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { authorizeSubmission } from './authorize-submission.ts'
import type { Submission, SubmissionId } from './domain/submission.ts'
import { dropHeldImages } from './freeze-images.ts'
import { moveSubmission } from './move-submission.ts'
import { submissions } from './store/submissions.ts'

/** The publisher takes a submission back, any time before it is published (SM-2). */
export async function withdrawSubmission(ctx: Context, input: { submissionId: SubmissionId }): Promise<Submission> {
  await authorizeSubmission(ctx, input.submissionId, 'editor')
  return ctx.transaction((tx) => takeBack(ctx, tx, input.submissionId))
}

// public: called above and by withdraw-listing, which have authorized.
/** Ends the submission and its revision within a transaction. */
export async function takeBack(ctx: Context, tx: Tx, submissionId: SubmissionId): Promise<Submission> {
  const submission = await moveSubmission(ctx, tx, { submissionId, event: 'withdraw' })
  await markRevision(ctx.within(tx), { revisionId: submission.revisionId, state: 'withdrawn' })
  await dropHeldImages(ctx.within(tx), submissionId, await submissions(tx).images(submissionId))
  return submission
}
