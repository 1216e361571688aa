import { authorize } from '../accounts/index.ts'
import { markRevision } from '../catalog/index.ts'
import { accountOf } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { actorName } from './domain/actor-name.ts'
import { reasonsRequired } from './domain/errors.ts'
import type { ChangeReason, Submission, SubmissionId } from './domain/submission.ts'
import { moveSubmission } from './move-submission.ts'
import { reviewNotes } from './store/review-notes.ts'

export interface RequestChanges {
  readonly submissionId: SubmissionId
  readonly reasons: readonly ChangeReason[]
  readonly message?: string
}

/** Sends a submission back with structured reasons (STO-075); the publisher may edit and submit again. */
export async function requestChanges(ctx: Context, input: RequestChanges): Promise<Submission> {
  await authorize(ctx, 'moderation.review')
  const reasons = input.reasons.map(({ field, text }) => ({ field: field.trim(), text: text.trim() }))
  if (reasons.length === 0 || reasons.some(({ field, text }) => !field || !text)) throw reasonsRequired()
  const { submissionId } = input
  const message = input.message?.trim()
  return ctx.transaction(async (tx) => {
    const submission = await moveSubmission(ctx, tx, {
      submissionId,
      event: 'request_changes',
      reason: reasons.map(({ field, text }) => `${field}: ${text}`).join('\n'),
      ...(message && { note: message }),
    })
    await reviewNotes(tx).addReasons(submissionId, submission.round, reasons, ctx.newId)
    if (message) {
      const authorId = accountOf(ctx.actor)
      await reviewNotes(tx).addPost(submissionId, {
        id: ctx.newId(),
        author: actorName(ctx.actor),
        authorRole: 'moderator',
        at: ctx.clock.now(),
        text: message,
        internal: false,
        ...(authorId && { authorId }),
      })
    }
    await markRevision(ctx.within(tx), { revisionId: submission.revisionId, state: 'changes_requested' })
    return submission
  })
}
