import type { ProductId } from '../../catalog/index.ts'
import type { SubmissionId } from './submission.ts'

/** Something happened to a submission. */
export interface SubmissionEventSpoken {
  readonly type:
    | 'submission.submitted'
    | 'submission.changes-requested'
    | 'submission.approved'
    | 'submission.rejected'
    | 'submission.published'
    | 'submission.withdrawn'
  readonly submissionId: SubmissionId
}

/** Somebody wrote in the thread; internal notes are not spoken of. */
export interface SubmissionPosted {
  readonly type: 'submission.posted'
  readonly submissionId: SubmissionId
  readonly postId: string
}

/** The public state of a listing changed. */
export type ListingEventSpoken =
  | { readonly type: 'listing.published'; readonly productId: ProductId }
  | { readonly type: 'listing.held'; readonly productId: ProductId; readonly reason: string }
  | { readonly type: 'listing.released'; readonly productId: ProductId }
  | { readonly type: 'listing.revoked'; readonly productId: ProductId; readonly reason: string }
  | { readonly type: 'listing.withdrawn'; readonly productId: ProductId }
  | {
      /** It has been on hold for so long that it is revoked in a few days (STO-110). */
      readonly type: 'listing.revocation-near'
      readonly productId: ProductId
      readonly reason: string
      readonly daysLeft: number
      /** When it is revoked, ISO 8601. */
      readonly until: string
    }
