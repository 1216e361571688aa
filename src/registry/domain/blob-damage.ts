import type { Digest } from './digest.ts'

/** How stored bytes can differ from what they should be. */
export type Damage = 'missing' | 'wrong_size' | 'wrong_digest'

/** Damage as operators see it. */
export interface BlobDamage {
  readonly digest: Digest
  readonly what: Damage
  readonly foundAt: Date
  readonly repairedAt?: Date
  /** Bytes that the blob should have; undefined when the blob is gone since. */
  readonly size?: number
  /** Repositories that hand it out, 20 at most. */
  readonly repositories: readonly string[]
}

/** The damage in words, behind "the bytes …". */
export const damageText: Readonly<Record<Damage, string>> = {
  missing: 'are missing',
  wrong_size: 'are not as many as they should be',
  wrong_digest: 'are not those of the digest',
}
