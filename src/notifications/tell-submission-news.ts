import { listingOf, type ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import type { PublisherId } from '../publishers/index.ts'
import {
  type AskedChange,
  changesRequestedMessage,
  type SubmittedProduct,
  submissionApprovedMessage,
  submissionPostedMessage,
  submissionPublishedMessage,
  submissionReceivedMessage,
  submissionRejectedMessage,
  submissionToReviewMessage,
} from './domain/submission-messages.ts'
import { readersAt, readersBehind, readersOnDesk, tell } from './tell.ts'

// public: called for events by the program itself.

/** A submission and what was last said about it, as moderation tells it. */
export interface SubmissionNews {
  readonly submission: {
    readonly id: string
    readonly productId: ProductId
    readonly publisherId: PublisherId
    readonly productName: string
    readonly round: number
    readonly publishMode: 'manual' | 'on_approval'
    readonly assigneeId?: string
  }
  readonly reasons: readonly AskedChange[]
  readonly posts: readonly ThreadPost[]
  readonly note?: string
}

/** A public post of the thread. */
export interface ThreadPost {
  readonly id: string
  readonly author: string
  readonly authorRole: 'publisher' | 'moderator' | 'system'
  readonly text: string
}

const productOf = ({ submission }: SubmissionNews): SubmittedProduct & { round: number } => ({
  submissionId: submission.id,
  productId: submission.productId,
  productName: submission.productName,
  round: submission.round,
})

const keyOf = (what: string, { submission }: SubmissionNews): string =>
  `submission.${what}:${submission.id}:${submission.round}`

/** Tells the publisher that the submission has arrived, and the moderators that it waits. */
export async function tellSubmissionReceived(ctx: Context, news: SubmissionNews): Promise<void> {
  const product = productOf(news)
  await tell(ctx, await readersAt(ctx, news.submission.publisherId), {
    kind: 'submission.submitted',
    dedupeKey: keyOf('submitted', news),
    message: submissionReceivedMessage(product),
  })
  await tell(ctx, await readersOnDesk(ctx, 'moderator'), {
    kind: 'desk.work',
    dedupeKey: `desk:${keyOf('submitted', news)}`,
    message: submissionToReviewMessage(product),
  })
}

/** STO-183: with every reason, and the last words of the moderator. */
export async function tellChangesRequested(ctx: Context, news: SubmissionNews): Promise<void> {
  await tell(ctx, await readersAt(ctx, news.submission.publisherId), {
    kind: 'submission.changes_requested',
    dedupeKey: keyOf('changes_requested', news),
    message: changesRequestedMessage({ ...productOf(news), reasons: news.reasons, message: news.note }),
  })
}

/** STO-183: a post of the publisher goes to the moderator in charge (or all), any other to the publisher. */
export async function tellSubmissionPosted(
  ctx: Context,
  news: SubmissionNews & { readonly postId: string },
): Promise<void> {
  const post = news.posts.find(({ id }) => id === news.postId)
  if (!post) return
  const forStaff = post.authorRole === 'publisher'
  const { publisherId, assigneeId } = news.submission
  const desk = await readersOnDesk(ctx, 'moderator')
  const inCharge = desk.filter(({ accountId }) => accountId === assigneeId)
  const staff =
    inCharge.length > 0
      ? await readersBehind(
          ctx,
          inCharge.map(({ accountId }) => accountId),
        )
      : desk
  await tell(ctx, forStaff ? staff : await readersAt(ctx, publisherId), {
    kind: 'submission.posted',
    dedupeKey: `submission.posted:${post.id}`,
    message: submissionPostedMessage({ ...productOf(news), author: post.author, text: post.text, forStaff }),
  })
}

/** STO-185. */
export async function tellSubmissionApproved(ctx: Context, news: SubmissionNews): Promise<void> {
  const publishesItself = news.submission.publishMode === 'on_approval'
  await tell(ctx, await readersAt(ctx, news.submission.publisherId), {
    kind: 'submission.approved',
    dedupeKey: keyOf('approved', news),
    message: submissionApprovedMessage({ ...productOf(news), publishesItself, note: news.note }),
  })
}

/** STO-185. */
export async function tellSubmissionRejected(ctx: Context, news: SubmissionNews): Promise<void> {
  await tell(ctx, await readersAt(ctx, news.submission.publisherId), {
    kind: 'submission.rejected',
    dedupeKey: keyOf('rejected', news),
    message: submissionRejectedMessage({ ...productOf(news), reason: news.note }),
  })
}

/** STO-185. */
export async function tellSubmissionPublished(ctx: Context, news: SubmissionNews): Promise<void> {
  const listing = await listingOf(ctx, news.submission.productId)
  await tell(ctx, await readersAt(ctx, news.submission.publisherId), {
    kind: 'submission.published',
    dedupeKey: keyOf('published', news),
    message: submissionPublishedMessage({ ...productOf(news), path: listing?.path }),
  })
}
