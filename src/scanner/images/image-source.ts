import { createHash } from 'node:crypto'
import type { ReadLayer } from '../layers/read-layer.ts'
import type { ImageConfig } from '../merge/image-components.ts'

/** Files by their path: of a folder, or of an archive. Paths have slashes and do not start with one. */
export interface ImageFiles {
  /** The whole file; undefined when there is none. Rejects when it has more than `limit` bytes. */
  read(path: string, limit: number): Promise<Buffer | undefined>
  has(path: string): Promise<boolean>
  open(path: string): AsyncIterable<Uint8Array>
}

/** One layer of an image: where it lies and by what it can be checked (LAY-7). */
export interface PlannedLayer {
  readonly digest: string
  readonly path: string
  readonly verify: NonNullable<ReadLayer['verify']>
}

/** An image as its documents describe it; no layer has been read. */
export interface ImagePlan {
  readonly name?: string
  /** Digest of the manifest, or of the configuration where there is no manifest. */
  readonly digest: string
  readonly config: ImageConfig
  readonly created?: string
  /** Lowest first. */
  readonly layers: readonly PlannedLayer[]
}

/** Which image is meant where an archive or a folder holds several. */
export interface ImageChoice {
  /** A reference or tag, as the archive names it. */
  readonly name?: string
  /** `os/architecture`, or with a variant behind it. */
  readonly platform?: string
}

/** `sha256:…` of bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
