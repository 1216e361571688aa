import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { getPublisher, logoUrlOf } from '../publishers/index.ts'
import type { Listing, ListingVersion, Plan, Platform } from './domain/listing.ts'
import { publisherName } from './publisher-name.ts'
import { categories } from './store/categories.ts'

/** A plan with the platforms that its images run on. */
export interface OfferedPlan {
  readonly plan: Plan
  readonly platforms: readonly Platform[]
}

/** All that the product page shows (STO-131). */
export interface ListingDetails {
  readonly listing: Listing
  readonly plans: readonly OfferedPlan[]
  readonly publisher: {
    readonly slug: string
    readonly name: string
    readonly logoUrl: string | null
    readonly shortDescription: string
  }
  readonly categories: readonly { readonly slug: string; readonly name: string }[]
}

// public: called for public pages, and for previews by a use case that has authorized.
/** Adds to a listing what stands beside it on its page. */
export async function listingDetails(
  ctx: Context,
  tx: Tx,
  listing: Listing,
  plans: readonly Plan[],
  versions: readonly ListingVersion[],
): Promise<ListingDetails> {
  const publisher = await getPublisher(ctx.within(tx), listing.publisherId)
  const names = await categories(tx).names(listing.categories)
  return {
    listing: { ...listing, publisherName: publisherName(publisher) },
    plans: plans.map((plan) => ({ plan, platforms: platformsOf(plan, versions) })),
    publisher: {
      slug: publisher.slug,
      name: publisherName(publisher),
      logoUrl: logoUrlOf(publisher),
      shortDescription: publisher.profile.shortDescription,
    },
    categories: listing.categories.map((slug) => ({ slug, name: names.get(slug) ?? slug })),
  }
}

function platformsOf(plan: Plan, versions: readonly ListingVersion[]): Platform[] {
  const found = versions.filter(({ repository }) => plan.repositories.includes(repository)).flatMap((v) => v.platforms)
  const key = ({ os, architecture, variant = '' }: Platform) => `${os}/${architecture}/${variant}`
  return [...new Map(found.map((platform) => [key(platform), platform])).values()]
}
