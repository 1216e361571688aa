/** A file to fetch, with what is known of the copy that we have. */
export interface FeedRequest {
  /** http or https. */
  readonly address: string
  /** As the server sent them with our copy: it need not send the same again. */
  readonly etag?: string
  readonly lastModified?: string
  /** Address of a text that begins with the SHA-256 of the file in hexadecimal. */
  readonly checksum?: string
  /** Address of an Ed25519 signature of the file, raw or in base64, and the key that it must be made with. */
  readonly signature?: { readonly address: string; readonly key: string }
  readonly signal?: AbortSignal
}

/** What came of it. */
export type FeedOutcome =
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'fetched'
      /** A file of ours, complete and verified; give it back with `discard`. */
      readonly path: string
      readonly etag?: string
      readonly lastModified?: string
    }
  | {
      readonly kind: 'failed'
      /** A sentence for the operator. */
      readonly reason: string
    }

/**
 * Fetches files of advisory feeds from addresses that the operator configured. Sizes and times are limited, redirects are
 * followed, and what does not have the stated checksum or signature is not handed over.
 */
export interface FeedFetcher {
  /** Never throws for what the other side does. Use outside of transactions only. */
  fetch(request: FeedRequest): Promise<FeedOutcome>
  /** Removes a fetched file. */
  discard(path: string): Promise<void>
}
