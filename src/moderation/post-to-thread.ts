import { authorizeSignedIn } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { publisherRoleOf } from '../publishers/index.ts'
import { authorizeSubmission, isReviewer } from './authorize-submission.ts'
import { actorName } from './domain/actor-name.ts'
import { internalForStaff, textRequired } from './domain/errors.ts'
import type { SubmissionPosted } from './domain/events.ts'
import type { Post, SubmissionId } from './domain/submission.ts'
import { reviewNotes } from './store/review-notes.ts'

export interface PostToThread {
  readonly submissionId: SubmissionId
  readonly text: string
  /** A note that only staff see. */
  readonly internal?: boolean
}

/** Writes in the talk between publisher and moderators, or an internal note (STO-075). */
export async function postToThread(ctx: Context, input: PostToThread): Promise<Post> {
  const submission = await authorizeSubmission(ctx, input.submissionId, 'viewer')
  const authorId = authorizeSignedIn(ctx, 'write')
  const text = input.text.trim()
  const internal = input.internal ?? false
  if (!text) throw textRequired({ fields: [{ field: 'text', message: 'Write a text.' }] })
  if (internal && !isReviewer(ctx)) throw internalForStaff()
  return ctx.transaction(async (tx) => {
    const member = await publisherRoleOf(ctx.within(tx), authorId, submission.publisherId)
    const post: Post = {
      id: ctx.newId(),
      author: actorName(ctx.actor),
      authorRole: isReviewer(ctx) && (internal || !member) ? 'moderator' : 'publisher',
      at: ctx.clock.now(),
      text,
      internal,
      authorId,
    }
    await reviewNotes(tx).addPost(submission.id, post)
    await recordAudit(ctx.within(tx), {
      action: internal ? 'moderation.note_written' : 'moderation.post_written',
      subject: { kind: 'submission', id: submission.id, name: submission.productName },
      details: { postId: post.id },
    })
    const event: SubmissionPosted = { type: 'submission.posted', submissionId: submission.id, postId: post.id }
    if (!internal) await ctx.publish(tx, event)
    return post
  })
}
