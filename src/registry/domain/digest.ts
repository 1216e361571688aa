import { createHash } from 'node:crypto'
import { digestInvalid } from './errors.ts'

/** "sha256:<64 hex>" or "sha512:<128 hex>" (OCI image specification). */
export type Digest = `sha256:${string}` | `sha512:${string}`

export const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/

/** True for a digest in an algorithm that the registry accepts. */
export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && digestPattern.test(text)
}

/** The text as a digest; throws registry.digest_invalid. */
export function digest(text: string): Digest {
  if (!isDigest(text)) throw digestInvalid({ digest: text.slice(0, 140) })
  return text
}

export type DigestAlgorithm = 'sha256' | 'sha512'

/** The algorithm that the digest names. */
export function algorithmOf(of: Digest): DigestAlgorithm {
  return of.startsWith('sha512:') ? 'sha512' : 'sha256'
}

/** The digest of content held in memory. */
export function digestOf(content: Uint8Array, algorithm: DigestAlgorithm = 'sha256'): Digest {
  return `${algorithm}:${createHash(algorithm).update(content).digest('hex')}` as Digest
}

/** Every digest that the bytes mention anywhere, each once. */
export function mentionedDigests(bytes: Uint8Array): readonly Digest[] {
  const text = new TextDecoder('latin1').decode(bytes)
  const found = text.match(/sha256:[0-9a-f]{64}(?![0-9a-f])|sha512:[0-9a-f]{128}(?![0-9a-f])/g) ?? []
  return [...new Set(found as Digest[])]
}
