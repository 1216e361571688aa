export { authorizeProduct } from './authorize-product.ts'
export { createProduct } from './create-product.ts'
export type { ProductSourcesSaved } from './domain/events.ts'
export type {
  Draft,
  Listing,
  ListingCard,
  ListingSummary,
  ListingVersion,
  Plan,
  PlanId,
  PlanOfListing,
  PlanPrice,
  PlanTerms,
  Platform,
  Product,
  ProductId,
  Revision,
  RevisionId,
  VersionToPublish,
} from './domain/listing.ts'
export { mediaUrl, pullCommand } from './domain/listing-paths.ts'
export { isForSale, type ListingState } from './domain/listing-state.ts'
export {
  type Access,
  isPaid,
  type Manifest,
  type ManifestInput,
  type Period,
  sourcesOf,
  storeRepositoryOf,
} from './domain/manifest.ts'
export { diffManifests, type ManifestChange } from './domain/manifest-diff.ts'
export {
  blockedRepositories,
  findListingBySlug,
  getListings,
  getPlan,
  getPlans,
  listingOf,
  listListings,
  plansOfProduct,
  plansOfRepository,
  publishedRepositoriesOf,
  standingVersionsOf,
  versionsOf,
} from './find-listing.ts'
export { getDraft, getProduct, getRevision } from './get-product.ts'
export { ManifestView, manifestView } from './http/manifest-view.ts'
export { ListingView, listingView } from './http/views.ts'
export { imagesInUse } from './images-in-use.ts'
export type { ListingDetails } from './listing-details.ts'
export { freezeRevision, markRevision } from './mark-revision.ts'
export { markHeld, markReleased, markRevoked, markWithdrawn } from './move-listing.ts'
export { previewProduct } from './preview-product.ts'
export { publishRevision } from './publish-revision.ts'
export { publisherName } from './publisher-name.ts'
export { recordPulls } from './record-pulls.ts'
export { saveDraft } from './save-draft.ts'
