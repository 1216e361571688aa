import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import { type Listing, listingOf, markReleased, type ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { breachedFindings } from '../vulnerabilities/index.ts'
import { findingsPastDeadline, notHeld } from './domain/errors.ts'
import type { ListingEventSpoken } from './domain/events.ts'
import { holds } from './store/holds.ts'

export interface LiftHold {
  readonly productId: ProductId
  readonly note: string
}

/**
 * Puts a listing on sale again; the label disappears (STO-111). Throws moderation.findings_past_deadline while findings are.
 */
export async function liftHold(ctx: Context, input: LiftHold): Promise<Listing> {
  await authorize(ctx, 'moderation.hold')
  return ctx.transaction(async (tx) => {
    const { productId } = input
    const before = await listingOf(ctx.within(tx), productId)
    if (before && before.state !== 'hold') throw notHeld({ name: before.name })
    const breached = await breachedFindings(ctx.within(tx), productId)
    if (before && breached.length > 0) throw findingsPastDeadline({ name: before.name, findings: breached })
    const at = ctx.clock.now()
    const listing = await markReleased(ctx.within(tx), { productId, at })
    await holds(tx).lift(productId, input.note.trim(), at)
    await recordAudit(ctx.within(tx), {
      action: 'moderation.hold_lifted',
      subject: { kind: 'listing', id: productId, name: listing.name },
      reason: input.note.trim(),
    })
    const event: ListingEventSpoken = { type: 'listing.released', productId }
    await ctx.publish(tx, event)
    return listing
  })
}
