import type { Digest } from './digest.ts'

/** An image (or index) was pushed to a repository. */
export type ImagePushed = {
  readonly type: 'image.pushed'
  readonly repository: string
  readonly tag?: string
  readonly digest: Digest
}

/** A manifest is gone from a repository; when `digest` is missing, the whole repository is. */
export type ImageDeleted = { readonly type: 'image.deleted'; readonly repository: string; readonly digest?: Digest }

/** Counted pulls of one batch (STO-201); pulls by staff and by the publisher's own people are not in it. */
export type PullsRecorded = {
  readonly type: 'pulls.recorded'
  /** Tells a delivery that comes twice. */
  readonly batchId: string
  readonly items: readonly { readonly repository: string; readonly productId?: string; readonly count: number }[]
}
