import { authorizeSignedIn } from '../../accounts/index.ts'
import { isSystem } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { insufficientScope, nameUnknown } from '../domain/errors.ts'
import { allowedActions, isReviewer, refusalOf } from '../domain/grants.ts'
import { placeOf } from '../domain/namespace.ts'
import { memoryOf } from '../memory/registry-memory.ts'

/**
 * Whole images outside of the distribution protocol: archives. People of the publisher by their role, for published
 * content reviewing staff too (AUT-096…104); the program itself everywhere but where nobody pushes. To others the
 * repository does not exist (AUT-072): registry.name_unknown; who may look but not change is told registry.insufficient_scope.
 */
export async function authorizeImages(ctx: Context, action: 'pull' | 'push', repository: string): Promise<void> {
  const place = placeOf(repository)
  const { actor } = ctx
  if (isSystem(actor)) {
    if (action === 'push' && (place.kind === 'nowhere' || place.kind === 'holding')) {
      throw insufficientScope(refusalOf(place, repository, action))
    }
    return
  }
  const account = authorizeSignedIn(ctx, action)
  const namespace = place.kind === 'staging' ? place.namespace : place.kind === 'store' ? place.publisher : undefined
  const role = namespace ? await memoryOf(ctx).access.namespaceRole(ctx, account, namespace) : undefined
  const roles = actor.kind === 'user' || actor.kind === 'token' ? actor.roles : []
  const allowed = allowedActions(place, {
    roles,
    ...(actor.kind === 'token' && { scopes: actor.scopes }),
    limited: actor.kind === 'token' && actor.limitedTo !== undefined,
    ...(role && { namespaceRole: role }),
    mayPull: role !== undefined || isReviewer(roles),
  })
  if (allowed.includes(action)) return
  if (allowed.length === 0 && place.kind !== 'library') throw nameUnknown({ repository })
  throw insufficientScope(refusalOf(place, repository, action))
}
