import type { Context } from '../platform/context.ts'
import type { ChangeReason, Post, Submission, SubmissionId } from './domain/submission.ts'
import { reviewNotes } from './store/review-notes.ts'
import { submissions } from './store/submissions.ts'

/** What a mail about a submission needs to say. */
export interface SubmissionNews {
  readonly submission: Submission
  /** Open reasons of the present round. */
  readonly reasons: readonly ChangeReason[]
  /** The latest public posts, oldest first. */
  readonly posts: readonly Post[]
  /** What the last step said: the reason of a rejection, the note of an approval. */
  readonly note?: string
}

// public: for mails that the program itself sends; no route leads here.
/** The submission and what was last said about it; undefined when there is none. */
export async function findSubmission(
  ctx: Context,
  input: { submissionId: SubmissionId },
): Promise<SubmissionNews | undefined> {
  return ctx.transaction(async (tx) => {
    const submission = await submissions(tx).find(input.submissionId)
    if (!submission) return undefined
    const reasons = await reviewNotes(tx).reasons(submission.id)
    const note = (await reviewNotes(tx).steps(submission.id)).at(-1)?.note
    return {
      submission,
      reasons: reasons.filter(({ round, resolved }) => round === submission.round && !resolved),
      posts: await reviewNotes(tx).posts(submission.id, false),
      ...(note !== undefined && { note }),
    }
  })
}
