import { authorize } from '../accounts/index.ts'
import { getListings, type Listing } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import type { HoldCase } from './domain/hold-case.ts'
import { holdCases } from './store/hold-cases.ts'

/** A case with the listing that it is about. */
export interface ShownHoldCase {
  readonly case: HoldCase
  readonly listing: Listing
}

const mostListed = 500

/** Listings whose publishers missed a deadline and that wait for a decision, the oldest first (STO-107). */
export async function listHoldCases(ctx: Context): Promise<ShownHoldCase[]> {
  await authorize(ctx, 'moderation.hold')
  return ctx.transaction(async (tx) => {
    const waiting = await holdCases(tx).waiting(mostListed)
    const listings = await getListings(
      ctx.within(tx),
      waiting.map(({ productId }) => productId),
    )
    const byProduct = new Map(listings.map((listing) => [listing.productId, listing]))
    return waiting.flatMap((each) => {
      const listing = byProduct.get(each.productId)
      return listing ? [{ case: each, listing }] : []
    })
  })
}
