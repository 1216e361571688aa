import type { Context } from '../platform/context.ts'
import { isError } from '../platform/errors.ts'
import type { Job } from '../platform/jobs/jobs.ts'
import { submissionMoved } from './domain/errors.ts'
import { publishQueue, revokeQueue } from './domain/queues.ts'
import type { SubmissionId } from './domain/submission.ts'
import { publishSubmission } from './publish-submission.ts'
import { revokeOverdueHolds } from './revoke-overdue-holds.ts'

export const moderationQueues = [
  { name: publishQueue, retries: 8, timeLimit: 1800 },
  { name: revokeQueue, dedupe: true },
]

/** Every hour; a hold that is over its time is found within one. */
export const moderationCrons = { [revokeQueue]: '17 * * * *' }

export const moderationHandlers = {
  /** Publishes what was approved with "publish automatically"; one that was withdrawn meanwhile needs nothing. */
  [publishQueue]: async (ctx: Context, job: Job<never>): Promise<void> => {
    const { submissionId } = job.data as { submissionId: SubmissionId }
    try {
      await publishSubmission(ctx, { submissionId })
    } catch (error) {
      if (!isError(error, submissionMoved)) throw error
      ctx.log.info({ 'submission.id': submissionId }, 'An approved submission was withdrawn before it was published')
    }
  },
  [revokeQueue]: (ctx: Context): Promise<void> => revokeOverdueHolds(ctx),
}
