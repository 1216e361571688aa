import type { Context } from '../platform/context.ts'
import { callerOf } from './caller-of.ts'
import { decidePull } from './decide-pull.ts'
import type { PullDecision } from './domain/pull-question.ts'

export interface ExplainPull {
  /** With or without the host: "localhost:8080/store/acme/widget" is understood too. */
  readonly repository: string
  readonly reference?: string
}

// public: everybody may ask about themselves; the answer is the one that the registry would give.
/** Why can I pull this, or why not (AUT-087)? */
export async function explainPull(ctx: Context, input: ExplainPull): Promise<PullDecision> {
  const host = `${ctx.settings.registryHost}/`
  const repository = input.repository.startsWith(host) ? input.repository.slice(host.length) : input.repository
  return decidePull(ctx, {
    caller: callerOf(ctx.actor),
    repository,
    ...(input.reference !== undefined && { reference: input.reference }),
  })
}
