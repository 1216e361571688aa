import { authorizeSignedIn } from '../accounts/index.ts'
import { hasRole, isSystem } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { publisherNotFound, roleTooLow } from './domain/errors.ts'
import { type Publisher, type PublisherId, type PublisherRole, roleSuffices } from './domain/publisher.ts'
import { publishers } from './store/publishers.ts'

/**
 * The publisher, if the caller may do this much in it (STO-005): members by role; review staff and the program may
 * look; outsiders learn nothing (ARC-54). Throws `publishers.not_found`, `publishers.role_too_low`.
 */
export async function authorizePublisher(
  ctx: Context,
  publisherId: PublisherId,
  needed: PublisherRole,
): Promise<Publisher> {
  return ctx.transaction(async (tx) => {
    const publisher = await publishers(tx).byId(publisherId)
    if (isSystem(ctx.actor) && publisher) return publisher
    const accountId = authorizeSignedIn(ctx, needed === 'viewer' ? 'read' : 'write')
    if (!publisher) throw publisherNotFound()
    const role = await publishers(tx).roleOf(publisherId, accountId)
    if (role !== undefined && roleSuffices(role, needed)) return publisher
    if (needed === 'viewer' && hasRole(ctx.actor, 'moderator', 'security', 'certifier', 'finance')) return publisher
    throw role === undefined ? publisherNotFound() : roleTooLow({ needed })
  })
}
