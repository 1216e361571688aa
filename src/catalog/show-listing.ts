import type { Context } from '../platform/context.ts'
import { isId } from '../platform/ids.ts'
import { listingNotFound } from './domain/errors.ts'
import type { ProductId } from './domain/listing.ts'
import { type ListingDetails, listingDetails } from './listing-details.ts'
import { listings } from './store/listings.ts'
import { plans } from './store/plans.ts'
import { versions } from './store/versions.ts'

// public: product pages are open to everybody; what is not published has none.
/** The page of a product, by its slug or its id (STO-130). Revoked and withdrawn ones keep a page that says why. */
export async function showListing(ctx: Context, input: { slug: string }): Promise<ListingDetails> {
  return ctx.transaction(async (tx) => {
    const listing = isId(input.slug)
      ? await listings(tx).find(input.slug as string as ProductId)
      : await listings(tx).findBySlug(input.slug)
    if (!listing) throw listingNotFound({ slug: input.slug })
    const offered = await plans(tx).ofProduct(listing.productId)
    return listingDetails(ctx, tx, listing, offered, await versions(tx).ofProduct(listing.productId))
  })
}
