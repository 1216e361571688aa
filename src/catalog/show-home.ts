import type { Context } from '../platform/context.ts'
import type { ListingCard } from './domain/listing.ts'
import { type Category, categories } from './store/categories.ts'
import { listings } from './store/listings.ts'
import { search } from './store/search.ts'
import { withPublisherNames } from './with-publisher-names.ts'

/** What the home page shows (STO-126). */
export interface Home {
  readonly featured: readonly ListingCard[]
  readonly popular: readonly ListingCard[]
  readonly newest: readonly ListingCard[]
  readonly plugins: readonly ListingCard[]
  readonly categories: readonly Category[]
  readonly totals: { readonly products: number; readonly publishers: number; readonly pulls: bigint }
}

const shelfLength = 8
const featuredLength = 4

// public: the home page.
/** The shelves of the home page. While nothing is marked as featured, the most popular take the place. */
export async function showHome(ctx: Context): Promise<Home> {
  return ctx.transaction(async (tx) => {
    const shelf = async (which: 'featured' | 'popular' | 'newest' | 'plugins', length: number) =>
      withPublisherNames(ctx.within(tx), await search(tx).shelf(which, length))
    const featured = await shelf('featured', featuredLength)
    const popular = await shelf('popular', shelfLength)
    return {
      featured: featured.length > 0 ? featured : popular.slice(0, featuredLength),
      popular,
      newest: await shelf('newest', shelfLength),
      plugins: await shelf('plugins', shelfLength),
      categories: await categories(tx).withCounts(),
      totals: await listings(tx).totals(),
    }
  })
}
