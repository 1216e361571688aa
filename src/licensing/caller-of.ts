import { type Actor, accountOf, hasRole } from '../platform/actor.ts'
import type { PullingCaller } from './pull-facts.ts'

/** The person or token at the web page or interface, as the pull decision sees them: the same staff that the registry lets in. */
export function callerOf(actor: Actor): PullingCaller {
  const accountId = accountOf(actor)
  const limitedTo = actor.kind === 'token' ? (actor.limitedTo ?? null) : null
  return {
    ...(accountId !== undefined && { accountId }),
    // A limited token is limited, however mighty its account is.
    staff: limitedTo === null && hasRole(actor, 'moderator', 'security', 'certifier'),
    limitedTo,
  }
}
