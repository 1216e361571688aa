import type { Product, Revision } from './listing.ts'
import { mediaUrl } from './listing-paths.ts'
import type { ListingState } from './listing-state.ts'
import { isOpen, type ProductStatus, productStatus } from './product-status.ts'

/** A product as its publisher's list shows it (STO-038). */
export interface ProductOverview {
  readonly product: Product
  readonly status: ProductStatus
  readonly name: string
  readonly shortDescription: string
  readonly iconUrl: string | null
  readonly listingState?: ListingState
  /** True while a revision is being written or reviewed beside what is live, or before anything is. */
  readonly hasDraft: boolean
}

/** The overview from the product's latest revision and its listing. */
export function productOverview(product: Product, latest: Revision, listingState?: ListingState): ProductOverview {
  const { name, shortDescription, iconId } = latest.manifest
  return {
    product,
    status: productStatus(latest.state, listingState),
    name,
    shortDescription,
    iconUrl: iconId === '' ? null : mediaUrl(iconId),
    ...(listingState && { listingState }),
    hasDraft: isOpen(latest.state),
  }
}
