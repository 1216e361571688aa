import { authorizeProduct, type ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizeReviewer } from './authorize-submission.ts'
import { isOpenSubmission, type SubmissionState, submissionStates } from './domain/submission-state.ts'
import { type QueueFilter, submissions } from './store/submissions.ts'
import { type SubmissionCard, submissionCards } from './submission-cards.ts'

const mostItems = 200

export interface ListQueue {
  /** Without it: everything that is not decided for good. */
  readonly state?: SubmissionState
  readonly assignee?: string
}

/** The moderators' queue, oldest first (STO-076). Staff only. */
export async function listQueue(ctx: Context, input: ListQueue): Promise<{ items: SubmissionCard[]; total: number }> {
  authorizeReviewer(ctx)
  const filter: QueueFilter = {
    states: input.state ? [input.state] : submissionStates.filter(isOpenSubmission),
    ...(input.assignee !== undefined && { assigneeName: input.assignee }),
  }
  return ctx.transaction(async (tx) => {
    const { items, total } = await submissions(tx).queue(filter, mostItems)
    return { items: await submissionCards(ctx.within(tx), items), total }
  })
}

/** The submissions of one product, latest first: for its publisher and for staff. */
export async function listSubmissions(ctx: Context, input: { productId: ProductId }): Promise<SubmissionCard[]> {
  await authorizeProduct(ctx, input.productId, 'viewer')
  return ctx.transaction(async (tx) =>
    submissionCards(ctx.within(tx), await submissions(tx).ofProduct(input.productId)),
  )
}
