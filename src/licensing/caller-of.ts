import { type Actor, accountOf, hasRole } from '../platform/actor.ts'
import type { PullingCaller } from './pull-facts.ts'

/** The person at the web page or interface, as the pull decision sees them: the same staff that the registry lets in. */
export function callerOf(actor: Actor): PullingCaller {
  const accountId = accountOf(actor)
  return {
    ...(accountId !== undefined && { accountId }),
    staff: hasRole(actor, 'moderator', 'security', 'certifier'),
    limitedTo: null,
  }
}
