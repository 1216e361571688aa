import { after, seconds } from '../../platform/clock.ts'
import type { Context } from '../../platform/context.ts'
import { DomainError } from '../../platform/errors.ts'
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
  const answer = await ask(() => access.decidePull(ctx, question), ctx, question)
  if (answer.allowed) decisions.set(key, answer, after(now, freshness))
  return answer
}

async function ask(run: () => Promise<PullAnswer>, ctx: Context, question: PullQuestion): Promise<PullAnswer> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof DomainError)) {
      ctx.log.error({ err: error, repository: question.repository }, 'A pull could not be decided and was refused.')
    }
    throw decisionFailed({ retryAfter: 5 })
  }
}

/** The account comes first so that its decisions can be forgotten. */
function keyOf({ caller, repository, reference }: PullQuestion): string {
  const limits = caller.limitedTo === null ? '' : caller.limitedTo.join(',')
  return [caller.accountId ?? '', caller.staff ? 'staff' : '', limits, repository, reference ?? ''].join(' ')
}
