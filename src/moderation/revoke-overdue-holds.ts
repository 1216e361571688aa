import { recordAudit } from '../audit/index.ts'
import { listingOf, markRevoked, type ProductId } from '../catalog/index.ts'
import { after, days } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import type { ListingEventSpoken } from './domain/events.ts'
import { dueHoldStep, holdWarnings, longestHold } from './domain/hold.ts'
import { holds, type OpenHold } from './store/holds.ts'

const atOnce = 500

// public: run by the store's own clock; no route leads here.
/**
 * Revokes what has been on hold for too long, and warns publishers 14, 7 and 1 days before (STO-110). Each listing in a
 * transaction of its own; repeating is harmless.
 */
export async function revokeOverdueHolds(ctx: Context): Promise<void> {
  const now = ctx.clock.now()
  const firstWarning = after(now, days(Math.max(...holdWarnings)) - longestHold)
  const open = await ctx.transaction((tx) => holds(tx).openSince(firstWarning, atOnce))
  for (const hold of open) {
    const step = dueHoldStep(hold, hold.warned, now)
    if (step?.kind === 'revoke') await revoke(ctx, hold)
    if (step?.kind === 'warn') await warn(ctx, hold, step.daysLeft)
  }
}

async function warn(ctx: Context, { id, productId, reason, heldAt }: OpenHold, daysLeft: number): Promise<void> {
  await ctx.transaction(async (tx) => {
    if (!(await holds(tx).warn(id, daysLeft))) return
    const until = after(heldAt, longestHold).toISOString()
    const event: ListingEventSpoken = { type: 'listing.revocation-near', productId, reason, daysLeft, until }
    await ctx.publish(tx, event)
  })
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
