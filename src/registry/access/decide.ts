import { after, seconds } from '../../platform/clock.ts'
import type { Context } from '../../platform/context.ts'
import { isError } from '../../platform/errors.ts'
import { decisionFailed } from '../domain/errors.ts'
import { memoryOf } from '../memory/registry-memory.ts'
import type { PullAnswer, PullQuestion } from './access-source.ts'

/** How long an allowed pull is believed (AUT-008, AUT-107). */
const freshness = seconds(5)

/**
 * Asks licensing, or remembers what it said within the last 5 seconds. Any failure means no access (AUT-109).
 */
export async function decide(ctx: Context, question: PullQuestion): Promise<PullAnswer> {
  const { decisions, access } = memoryOf(ctx)
  const key = keyOf(question)
  const now = ctx.clock.now()
  const known = decisions.get(key, now)
  if (known) return known
  const answer = await failClosed(ctx, () => access.decidePull(ctx, question))
  if (answer.allowed) decisions.set(key, answer, after(now, freshness))
  return answer
}

/** Runs a question about rights; when it cannot be answered, nothing is handed out: 503, try again (AUT-109). */
export async function failClosed<T>(ctx: Context, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (isError(error, decisionFailed)) throw error
    ctx.log.error({ err: error }, 'A right could not be decided, so nothing was handed out.')
    throw decisionFailed({ retryAfter: 5 })
  }
}

/** The account comes first so that its decisions can be forgotten. */
function keyOf({ caller, repository, reference }: PullQuestion): string {
  const limits = caller.limitedTo === null ? '' : caller.limitedTo.join(',')
  return [caller.accountId ?? '', caller.staff ? 'staff' : '', limits, repository, reference ?? ''].join(' ')
}
