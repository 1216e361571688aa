import { plansOfRepository } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { decidePull as decide } from './domain/decide-pull.ts'
import type { PullDecision } from './domain/pull-question.ts'
import { gatherPullFacts, type PullingCaller } from './pull-facts.ts'

export interface DecidePull {
  readonly caller: PullingCaller
  /** Full name, "store/acme/widget". */
  readonly repository: string
  /** Tag or digest; absent when a token is asked for. */
  readonly reference?: string
}

// public: this is the authorization itself; whoever asks is told yes or why not.
/**
 * May this caller pull this published repository (AUT-090…105)? The one place that knows: registry, `explain` and the
 * product page ask here. One to four short queries. Whatever goes wrong is thrown, never answered with yes (AUT-109).
 */
export async function decidePull(ctx: Context, input: DecidePull): Promise<PullDecision> {
  const { caller, repository, reference } = input
  return ctx.transaction(async (tx) => {
    const within = ctx.within(tx)
    const found = await plansOfRepository(within, repository)
    const facts = await gatherPullFacts(within, caller, found)
    return decide({ ...facts, repository, ...(reference !== undefined && { reference }) })
  })
}
