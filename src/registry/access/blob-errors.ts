import { blobDigestMismatch, blobNotFound } from '../../platform/blobs/errors.ts'
import { isError } from '../../platform/errors.ts'

/** True when the blob store refused to commit because the bytes are not what the digest says. */
export const isDigestMismatch = (error: unknown): boolean => isError(error, blobDigestMismatch)

/** True when the blob store does not have the bytes. */
export const isBlobMissing = (error: unknown): boolean => isError(error, blobNotFound)
