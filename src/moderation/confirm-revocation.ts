import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import { type Listing, markRevoked, type ProductId } from '../catalog/index.ts'
import { accountOf } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { actorName } from './domain/actor-name.ts'
import { revocationNotProposed, secondPersonNeeded } from './domain/errors.ts'
import type { ListingEventSpoken } from './domain/events.ts'
import { holds } from './store/holds.ts'
import { revocations } from './store/revocations.ts'

/**
 * Carries out what another member of the staff has proposed: the listing is revoked, or blocked now (STO-114, STO-115).
 * Throws moderation.second_person_needed to who proposed it, moderation.revocation_not_proposed when nothing waits.
 */
export async function confirmRevocation(ctx: Context, input: { readonly productId: ProductId }): Promise<Listing> {
  await authorize(ctx, 'moderation.hold')
  return ctx.transaction(async (tx) => {
    const { productId } = input
    const joined = ctx.within(tx)
    const at = ctx.clock.now()
    const proposed = await revocations(tx).decide(productId, 'confirmed', { name: actorName(ctx.actor), at })
    if (!proposed) throw revocationNotProposed()
    const { kind, reason } = proposed
    if (proposed.proposedBy === accountOf(ctx.actor)) throw secondPersonNeeded()
    await holds(tx).lift(productId, reason, at)
    const listing = await markRevoked(joined, { productId, reason, at, blockedNow: kind === 'block' })
    await recordAudit(joined, {
      action: kind === 'block' ? 'moderation.listing_blocked' : 'moderation.listing_revoked',
      subject: { kind: 'listing', id: productId, name: listing.name },
      reason,
      details: { proposedBy: proposed.proposedByName },
    })
    const event: ListingEventSpoken = { type: 'listing.revoked', productId, reason }
    await ctx.publish(tx, event)
    return listing
  })
}
