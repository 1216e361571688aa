import type { Digest } from './digest.ts'

/** Whose doing it was, and when. Events of older programs have neither. */
interface Done {
  /** Name of the account; undefined when the store itself acted. */
  readonly by?: string
  /** ISO 8601. */
  readonly at?: string
}

/** An image (or index) was pushed to a repository. */
export type ImagePushed = Done & {
  readonly type: 'image.pushed'
  readonly repository: string
  readonly tag?: string
  readonly digest: Digest
}

/** A manifest is gone from a repository; when `digest` is missing, the whole repository is. */
export type ImageDeleted = Done & {
  readonly type: 'image.deleted'
  readonly repository: string
  readonly digest?: Digest
}

/** A tag was taken away; what it pointed at stays. */
export type TagDeleted = Done & {
  readonly type: 'tag.deleted'
  readonly repository: string
  readonly tag: string
  readonly digest?: Digest
}

/** Counted pulls of one batch (STO-201); pulls by staff and by the publisher's own people are not in it. */
export type PullsRecorded = {
  readonly type: 'pulls.recorded'
  /** Tells a delivery that comes twice. */
  readonly batchId: string
  readonly items: readonly { readonly repository: string; readonly productId?: string; readonly count: number }[]
}
