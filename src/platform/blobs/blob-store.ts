import type { Readable } from 'node:stream'

/** "sha256:<64 hex>" or "sha512:<128 hex>" (OCI image specification). */
export type Digest = `sha256:${string}` | `sha512:${string}`

/** A blob as a listing shows it. */
export interface StoredBlob {
  readonly digest: Digest
  /** Bytes that the storage holds under this name; a damaged blob may be shorter than it was. */
  readonly size: number
}

/** A resumable upload: bytes are durable as they are acknowledged, and readable by others only after commit. */
export interface BlobUpload {
  readonly id: string
  /** Bytes that are safely stored. */
  readonly size: number
}

/**
 * Where bytes live. Content is addressed by digest, written once, never changed.
 * Every driver passes the same contract suite (platform/blobs/contract.ts).
 */
export interface BlobStore {
  /** Starts an upload; the id is the caller's and names it until commit or cancel. */
  start(uploadId: string): Promise<BlobUpload>
  /** The upload as it stands on disk, or undefined. Survives a restart: bytes acknowledged by append are still there. */
  find(uploadId: string): Promise<BlobUpload | undefined>
  /**
   * Appends a stream at `offset`, which must equal the upload's size (else BlobOffsetMismatch).
   * When the source breaks off, the bytes received so far are kept and the error is thrown.
   */
  append(
    uploadId: string,
    offset: number,
    source: Readable | AsyncIterable<Uint8Array>,
    limit?: number,
  ): Promise<BlobUpload>
  /**
   * Verifies and publishes: after this `stat` and `read` know the digest, durably (write, fsync, rename, fsync directory).
   * Wrong content throws BlobDigestMismatch and keeps nothing. Committing a digest that exists already is fine.
   */
  commit(uploadId: string, digest: Digest): Promise<{ readonly size: number }>
  /** Forgets an upload; unknown ids are fine. */
  cancel(uploadId: string): Promise<void>
  /** Uploads started before the moment and not finished: for sweeping. */
  staleUploads(before: Date): Promise<readonly string[]>
  /** Stores small content in one step; answers its digest. */
  put(content: Uint8Array, algorithm?: 'sha256' | 'sha512'): Promise<{ readonly digest: Digest; readonly size: number }>
  stat(digest: Digest): Promise<{ readonly size: number } | undefined>
  /** Streams bytes start…end (inclusive, optional) in large chunks. Throws BlobNotFound before the first byte. */
  read(digest: Digest, range?: { readonly start: number; readonly end?: number }): Promise<Readable>
  /** Removes a blob; unknown digests are fine. */
  remove(digest: Digest): Promise<void>
  /**
   * Takes damaged bytes out of the way, as `remove` does, but keeps them for people where that costs little; unknown digests
   * are fine. Nobody may be bringing the digest at this time.
   */
  setAside(digest: Digest): Promise<void>
  /** Complete blobs in the order of their digests as text, at most `limit`, beginning behind `after`: for doctor and scrub. */
  list(after: Digest | undefined, limit: number): Promise<readonly StoredBlob[]>
  /** An address that clients may fetch instead, when the driver has one (object storage). */
  redirect?(digest: Digest): Promise<string | undefined>
}
