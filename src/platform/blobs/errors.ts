import { defineError } from '../errors.ts'
import type { Digest } from './blob-store.ts'

export const blobNotFound = defineError<{ digest: string }>(
  'not_found',
  'blobs.not_found',
  (d) => `The store has no content with the digest ${d.digest}. Check the digest, or push the content first.`,
)

export const uploadNotFound = defineError<{ uploadId: string }>(
  'not_found',
  'blobs.upload_not_found',
  (d) => `The upload ${d.uploadId} does not exist or has ended. Start a new upload.`,
)

export const uploadExists = defineError<{ uploadId: string }>(
  'conflict',
  'blobs.upload_exists',
  (d) => `The upload ${d.uploadId} has been started before. Continue it, or start one with another id.`,
)

export const uploadBusy = defineError<{ uploadId: string }>(
  'conflict',
  'blobs.upload_busy',
  (d) =>
    `The upload ${d.uploadId} is receiving bytes at this moment. Wait for that request to end, then ask for its size.`,
)

export const badUploadId = defineError(
  'invalid',
  'blobs.bad_upload_id',
  'The upload id may hold letters, digits, dots, hyphens and underscores only. Use the id that the store gave out.',
)

export const badDigest = defineError<{ digest: string }>(
  'invalid',
  'blobs.bad_digest',
  (d) => `"${d.digest}" is not a digest. Write sha256: and 64 hexadecimal digits, or sha512: and 128.`,
)

export const blobDigestMismatch = defineError<{ expected: Digest; actual: Digest }>(
  'invalid',
  'blobs.digest_mismatch',
  (d) => `The content has the digest ${d.actual}, not ${d.expected}. Nothing was kept: upload it again.`,
)

export const blobOffsetMismatch = defineError<{ uploadId: string; expected: number; actual: number }>(
  'conflict',
  'blobs.offset_mismatch',
  (d) => `The upload ${d.uploadId} holds ${d.expected} bytes, so it goes on at ${d.expected}, not at ${d.actual}.`,
)

export const blobTooLarge = defineError<{ limit: number }>(
  'too_large',
  'blobs.too_large',
  (d) => `The content is larger than the ${d.limit} bytes that are allowed here. Make it smaller or split it.`,
)

export const rangeNotSatisfiable = defineError<{ start: number; size: number }>(
  'invalid',
  'blobs.range_not_satisfiable',
  (d) => `The content has ${d.size} bytes, so it cannot be read from byte ${d.start}. Ask for an earlier range.`,
)

export const storageFull = defineError<{ retryAfter: number }>(
  'unavailable',
  'blobs.storage_full',
  'The disk of the store is full and the content was not kept. Ask the operator to free space, then try again.',
)

/** What failed is the cause of the error, for the log. */
export const storageUnreachable = defineError<{ retryAfter: number }>(
  'unavailable',
  'blobs.storage_unreachable',
  'The storage of the store does not answer at the moment. What it had confirmed is safe; try again in a minute.',
)

/** The bucket that the settings name is not there, or does not let us in. */
export const bucketRefused = defineError<{ bucket: string; reason: string }>(
  'unavailable',
  'blobs.bucket_refused',
  (d) =>
    `The bucket ${d.bucket} cannot be used: ${d.reason}. ` +
    'Check the settings CHANDLERY_S3_…, that the bucket exists, and that the keys may read, write, list and delete in it.',
)
