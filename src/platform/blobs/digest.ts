import { createHash } from 'node:crypto'
import type { Digest } from './blob-store.ts'
import { badDigest, badUploadId } from './errors.ts'

export type DigestAlgorithm = 'sha256' | 'sha512'

const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/
const uploadIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/

/** The parts of a digest. Throws `blobs.bad_digest`, so that what reaches a path is hexadecimal. */
export function splitDigest(digest: string): { readonly algorithm: DigestAlgorithm; readonly hex: string } {
  if (!digestPattern.test(digest)) throw badDigest({ digest })
  const [algorithm, hex] = digest.split(':') as [DigestAlgorithm, string]
  return { algorithm, hex }
}

/** Whether a text is a digest of an algorithm that is known here. */
export function isDigest(text: string): text is Digest {
  return digestPattern.test(text)
}

/** Throws `blobs.bad_upload_id` for anything that could leave its folder. */
export function checkUploadId(uploadId: string): void {
  if (!uploadIdPattern.test(uploadId)) throw badUploadId()
}

export function digestOf(content: Uint8Array, algorithm: DigestAlgorithm = 'sha256'): Digest {
  return `${algorithm}:${createHash(algorithm).update(content).digest('hex')}`
}
