import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import { type Listing, listingOf, markHeld, type ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { actorName } from './domain/actor-name.ts'
import { alreadyHeld, textRequired } from './domain/errors.ts'
import type { ListingEventSpoken } from './domain/events.ts'
import { holdCases } from './store/hold-cases.ts'
import { holds } from './store/holds.ts'

export interface HoldListing {
  readonly productId: ProductId
  readonly reason: string
}

/** Takes a listing off sale. Entitled customers keep pulling, with a warning (STO-108). */
export async function holdListing(ctx: Context, input: HoldListing): Promise<Listing> {
  await authorize(ctx, 'moderation.hold')
  const reason = input.reason.trim()
  if (!reason) throw textRequired({ fields: [{ field: 'reason', message: 'Say why the listing is put on hold.' }] })
  return ctx.transaction(async (tx) => {
    const { productId } = input
    const before = await listingOf(ctx.within(tx), productId)
    if (before?.state === 'hold') throw alreadyHeld({ name: before.name })
    const at = ctx.clock.now()
    const listing = await markHeld(ctx.within(tx), { productId, reason, at })
    const hold = { id: ctx.newId<'hold'>(), productId, reason, heldBy: actorName(ctx.actor), heldAt: at }
    await holds(tx).insert(hold, listing.name)
    await holdCases(tx).close(productId, 'held', { name: hold.heldBy, note: reason, at })
    await recordAudit(ctx.within(tx), {
      action: 'moderation.listing_held',
      subject: { kind: 'listing', id: productId, name: listing.name },
      reason,
      details: { holdId: hold.id },
    })
    const event: ListingEventSpoken = { type: 'listing.held', productId, reason }
    await ctx.publish(tx, event)
    return listing
  })
}
