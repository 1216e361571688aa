import { type Listing, listListings } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizeReviewer } from './authorize-submission.ts'
import type { Revocation } from './domain/revocation.ts'
import { revocations } from './store/revocations.ts'

/** A listing as the desk sees it. */
export type ListingForStaff = Listing & {
  /** What waits for a second member of the staff. */
  readonly revocation?: Revocation
}

/** All listings with their public state, those on hold first. Staff only. */
export async function listListingsForStaff(ctx: Context): Promise<ListingForStaff[]> {
  authorizeReviewer(ctx)
  return ctx.transaction(async (tx) => {
    const listings = await listListings(ctx.within(tx))
    const open = new Map((await revocations(tx).open()).map((revocation) => [revocation.productId, revocation]))
    return listings.map((listing) => {
      const revocation = open.get(listing.productId)
      return revocation ? { ...listing, revocation } : listing
    })
  })
}
