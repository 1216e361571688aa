import type { Context } from '../../platform/context.ts'
import { isError } from '../../platform/errors.ts'
import { decisionFailed } from '../domain/errors.ts'
import { memoryOf } from '../memory/registry-memory.ts'
import type { PullAnswer, PullQuestion } from './access-source.ts'

type Caller = Pick<PullQuestion['caller'], 'accountId' | 'staff' | 'limitedTo'>

/** An answer that may be remembered: a refusal is asked again each time. */
const isAllowed = (answer: PullAnswer): boolean => answer.allowed

/**
 * Asks licensing, or remembers what it allowed within the last 5 seconds (AUT-008, AUT-107).
 * Any failure means no access (AUT-109).
 */
export async function decide(ctx: Context, question: PullQuestion): Promise<PullAnswer> {
  const key = decisionKey(question.caller, question.repository, question.reference ?? '')
  return certain(memoryOf(ctx).decisions.get(key, ctx.clock.now(), () => ask(ctx, question), isAllowed))
}

/** As `decide` for a tag or digest; `byTag` is asked for the tags that reach a digest which is not allowed by itself. */
export async function decideReference(
  ctx: Context,
  question: PullQuestion & { readonly reference: string },
  byTag: () => Promise<readonly string[]>,
): Promise<PullAnswer> {
  const load = async () => {
    const answer = await ask(ctx, question)
    if (answer.allowed) return answer
    for (const reference of await byTag()) {
      const allowed = await ask(ctx, { ...question, reference })
      if (allowed.allowed) return allowed
    }
    return answer
  }
  const key = decisionKey(question.caller, question.repository, question.reference)
  return certain(memoryOf(ctx).admissions.get(key, ctx.clock.now(), load, isAllowed))
}

async function ask(ctx: Context, question: PullQuestion): Promise<PullAnswer> {
  return failClosed(ctx, () => memoryOf(ctx).access.decidePull(ctx, question))
}

async function certain(answer: Promise<PullAnswer | undefined>): Promise<PullAnswer> {
  const given = await answer
  if (!given) throw decisionFailed({ retryAfter: 5 })
  return given
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

/** Names a decision. The account comes first so that its decisions can be forgotten. */
export function decisionKey(caller: Caller, repository: string, reference: string): string {
  const { accountId = '', staff, limitedTo } = caller
  return `${accountId} ${staff ? 'staff' : ''} ${limitedTo === null ? '' : limitedTo.join(',')} ${repository} ${reference}`
}
