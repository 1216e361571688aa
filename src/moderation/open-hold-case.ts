import { recordAudit } from '../audit/index.ts'
import { listingOf, type ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { isError } from '../platform/errors.ts'
import { breachedFindings } from '../vulnerabilities/index.ts'
import { alreadyHeld } from './domain/errors.ts'
import { reasonOfBreach } from './domain/hold-case.ts'
import { holdListing } from './hold-listing.ts'
import { holdCases } from './store/hold-cases.ts'

// public: called for events by the program itself.
/**
 * A deadline was missed: opens a case for the security reviewer, or puts the listing on hold at once where the operator
 * wants that (STO-107). What was remedied in the meantime, or is not for sale, needs nothing. Repeating it is harmless.
 */
export async function openHoldCase(ctx: Context, { productId }: { readonly productId: ProductId }): Promise<void> {
  await ctx.transaction(async (tx) => {
    const joined = ctx.within(tx)
    const breached = await breachedFindings(joined, productId)
    const listing = await listingOf(joined, productId)
    if (breached.length === 0 || listing?.state !== 'published') return
    const reason = reasonOfBreach(breached)
    const opened = await holdCases(tx).open({ id: ctx.newId(), productId, reason, openedAt: ctx.clock.now() })
    if (!opened) return
    await recordAudit(joined, {
      action: 'moderation.hold_case_opened',
      subject: { kind: 'listing', id: productId, name: listing.name },
      reason,
    })
    if (ctx.settings.deadlines?.holdAutomatic === true) await holdAtOnce(joined, productId, reason)
  })
}

async function holdAtOnce(ctx: Context, productId: ProductId, reason: string): Promise<void> {
  try {
    await holdListing(ctx, { productId, reason })
  } catch (error) {
    if (!isError(error, alreadyHeld)) throw error
  }
}
