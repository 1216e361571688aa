export type { WebhookGivenUp } from './domain/events.ts'
export { tellDeleted, tellPulled, tellPushed, tellScanned } from './tell-image-news.ts'
export { type ListingNews, tellListingChanged } from './tell-listing-news.ts'
