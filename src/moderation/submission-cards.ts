import { publisherName } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { getPublishers } from '../publishers/index.ts'
import { ageInHours, isOverdue, type Submission } from './domain/submission.ts'
import { submissions } from './store/submissions.ts'

/** A submission as lists show it (STO-076). */
export interface SubmissionCard {
  readonly submission: Submission
  readonly publisher: { readonly id: string; readonly slug: string; readonly name: string }
  readonly ageHours: number
  readonly overdue: boolean
  /** 1 = next; only while it waits. */
  readonly queuePosition?: number
}

// public: called by use cases that have authorized.
/** Adds publisher, age and place in the queue. */
export async function submissionCards(ctx: Context, found: readonly Submission[]): Promise<SubmissionCard[]> {
  if (found.length === 0) return []
  return ctx.transaction(async (tx) => {
    const ids = [...new Set(found.map((submission) => submission.publisherId))]
    const publishers = new Map((await getPublishers(ctx.within(tx), ids)).map((p) => [p.id as string, p]))
    const waiting = found.filter(({ state }) => state === 'pending').map(({ id }) => id)
    const positions = await submissions(tx).positions(waiting)
    const now = ctx.clock.now()
    return found.map((submission) => {
      const publisher = publishers.get(submission.publisherId)
      const position = positions.get(submission.id)
      return {
        submission,
        publisher: {
          id: submission.publisherId,
          slug: publisher?.slug ?? '',
          name: publisher ? publisherName(publisher) : '',
        },
        ageHours: ageInHours(submission, now),
        overdue: isOverdue(submission, now),
        ...(position !== undefined && { queuePosition: position }),
      }
    })
  })
}

// public: see above.
/** The same for one. */
export async function submissionCard(ctx: Context, submission: Submission): Promise<SubmissionCard> {
  const [card] = await submissionCards(ctx, [submission])
  if (!card) throw new Error('A submission that exists has a card.')
  return card
}
