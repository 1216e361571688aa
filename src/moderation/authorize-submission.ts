import { authorize } from '../accounts/index.ts'
import { authorizeProduct } from '../catalog/index.ts'
import { hasRole, isSystem } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { DomainError } from '../platform/errors.ts'
import { submissionNotFound } from './domain/errors.ts'
import type { Submission, SubmissionId } from './domain/submission.ts'
import { submissions } from './store/submissions.ts'

/**
 * The submission, if the caller may do this much with it as a member of its publisher. Staff who review may look;
 * the program itself may publish. Strangers hear the same as for one that does not exist (ARC-54).
 */
export async function authorizeSubmission(
  ctx: Context,
  submissionId: SubmissionId,
  needed: 'viewer' | 'editor',
): Promise<Submission> {
  const submission = await ctx.transaction((tx) => submissions(tx).find(submissionId))
  if (!submission) throw submissionNotFound()
  if (isSystem(ctx.actor)) return submission
  if (needed === 'viewer' && isReviewer(ctx)) {
    authorizeReviewer(ctx)
    return submission
  }
  try {
    await authorizeProduct(ctx, submission.productId, needed)
  } catch (error) {
    throw error instanceof DomainError && error.kind === 'not_found' ? submissionNotFound() : error
  }
  return submission
}

// public: a question about the caller, nothing more.
/** True for staff who see the review from the inside. */
export function isReviewer(ctx: Context): boolean {
  return hasRole(ctx.actor, 'moderator', 'security', 'certifier')
}

/** Staff who review: moderators, security reviewers, certifiers. */
export function authorizeReviewer(ctx: Context): void {
  authorize(ctx, 'moderation.read')
}
