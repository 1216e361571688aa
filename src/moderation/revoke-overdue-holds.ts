import { recordAudit } from '../audit/index.ts'
import { listingOf, markRevoked, type ProductId } from '../catalog/index.ts'
import { after } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import type { ListingEventSpoken } from './domain/events.ts'
import { longestHold } from './domain/hold.ts'
import { holds } from './store/holds.ts'

const atOnce = 100

// public: run by the store's own clock; no route leads here.
/** Revokes what has been on hold for too long (STO-110). Each listing in a transaction of its own; repeating is harmless. */
export async function revokeOverdueHolds(ctx: Context): Promise<void> {
  const before = after(ctx.clock.now(), -longestHold)
  const overdue = await ctx.transaction((tx) => holds(tx).openSince(before, atOnce))
  for (const hold of overdue) await revoke(ctx, hold)
}

async function revoke(ctx: Context, hold: { productId: ProductId; reason: string }): Promise<void> {
  const { productId } = hold
  const reason = `On hold for 30 days without a remedy: ${hold.reason}`
  await ctx.transaction(async (tx) => {
    const joined = ctx.within(tx)
    const at = ctx.clock.now()
    const ended = await holds(tx).lift(productId, reason, at)
    if (!ended || (await listingOf(joined, productId))?.state !== 'hold') return
    const listing = await markRevoked(joined, { productId, reason, at })
    await recordAudit(joined, {
      action: 'moderation.listing_revoked',
      subject: { kind: 'listing', id: productId, name: listing.name },
      reason,
    })
    const event: ListingEventSpoken = { type: 'listing.revoked', productId, reason }
    await ctx.publish(tx, event)
  })
}
