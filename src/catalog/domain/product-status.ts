import type { ListingState } from './listing-state.ts'

/** Where one revision of a manifest stands. `superseded` = was live until a later one was published. */
export type RevisionState =
  | 'draft'
  | 'pending'
  | 'changes_requested'
  | 'approved'
  | 'published'
  | 'superseded'
  | 'rejected'
  | 'withdrawn'

/** What the publisher's list shows for a product (STO-038). */
export type ProductStatus =
  | 'draft'
  | 'pending'
  | 'changes_requested'
  | 'approved'
  | 'published'
  | 'hold'
  | 'revoked'
  | 'withdrawn'
  | 'rejected'

const inReview: readonly RevisionState[] = ['pending', 'changes_requested', 'approved']

/** True while the publisher may change the revision. */
export function isEditable(state: RevisionState): boolean {
  return state === 'draft' || state === 'changes_requested'
}

/** True while the revision is the one that is worked on. */
export function isOpen(state: RevisionState): boolean {
  return state === 'draft' || inReview.includes(state)
}

/**
 * The status of a product from its latest revision and its listing. A review under way comes first, since somebody
 * waits for it; beside a live listing an untouched or refused draft is not news.
 */
export function productStatus(latest: RevisionState, listing?: ListingState): ProductStatus {
  if (inReview.includes(latest)) return latest as ProductStatus
  if (listing) return listing
  return latest === 'superseded' ? 'published' : latest
}
