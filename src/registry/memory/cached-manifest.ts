import type { Digest } from '../domain/digest.ts'

/** A manifest ready to be sent. Never changes. */
export interface CachedManifest {
  readonly digest: Digest
  readonly mediaType: string
  readonly bytes: Buffer
  /** Manifests of an index. */
  readonly children: readonly Digest[]
}
