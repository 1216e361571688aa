import type { Platform } from './descriptor.ts'
import type { Digest } from './digest.ts'

/** An image as other parts of the store speak of it. */
export interface ImageDescription {
  readonly repository: string
  readonly digest: Digest
  readonly mediaType: string
  readonly kind: 'image' | 'index' | 'plugin' | 'other'
  /** Bytes of everything that belongs to it: manifests, configurations, layers. */
  readonly size: number
  /** The platforms it runs on, each with the digest of its own manifest. Empty when it names none. */
  readonly platforms: readonly (Platform & { readonly digest: Digest })[]
  /** Digests of the image configurations, one for each image inside. */
  readonly configs: readonly Digest[]
  readonly pushedAt: Date
}

/** A tag as the publisher sees it. */
export interface TagDescription {
  readonly tag: string
  readonly digest: Digest
  readonly size: number
  readonly platforms: readonly (Platform & { readonly digest: Digest })[]
  readonly pushedAt: Date
}

/** A repository in a list. */
export interface RepositoryDescription {
  readonly name: string
  readonly tagCount: number
  /** Bytes of all blobs that the repository can reach. */
  readonly size: number
  readonly pushedAt?: Date
}
