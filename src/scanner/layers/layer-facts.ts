import type { ExecutableFacts } from '../binaries/executable-facts.ts'
import type { Problem } from './problems.ts'

/** Raised when the shape of `LayerFacts` changes: part of every cache key. */
export const LAYER_FACTS_FORMAT = 3

/** The kept text of one file that an analyzer asked for by its path (LAY-8). */
export interface CapturedText {
  readonly path: string
  /** Decoded as UTF-8, or what the analyzer keeps of it. */
  readonly text: string
}

/** One place in a binary where a needle was found, with the readable text that starts there. */
export interface NeedleHit {
  readonly needle: string
  /** Offset in the file, bytes. */
  readonly offset: number
  readonly text: string
  /** The readable text that directly precedes, if there is any. */
  readonly before?: string
}

/** A version number that stands alone, perhaps with a name before it, ended by a zero byte. */
export interface BareVersion {
  /** Offset in the file, bytes. */
  readonly offset: number
  readonly text: string
}

/** What was found in one program or library: by searching its bytes, and by reading its structure. */
export interface CapturedExecutable {
  readonly path: string
  readonly hits: readonly NeedleHit[]
  /** Absent when the file is too large, or is not what its first bytes say. */
  readonly facts?: ExecutableFacts
  /** Only where an analyzer asks for them. */
  readonly versions?: readonly BareVersion[]
  /** It is no program but a script. */
  readonly script?: true
}

/** A symbolic or hard link. A hard link's target is a path from the root, a symbolic one's as written. */
export interface CapturedLink {
  readonly path: string
  readonly target: string
  readonly kind: 'symbolic' | 'hard'
}

/**
 * Everything that merging and matching need from one layer, as plain JSON.
 * A pure function of the layer's bytes, the analyzer versions and the limits (SHP-1), so it can be cached under them.
 */
export interface LayerFacts {
  readonly format: number
  /** The digest that the caller named: of the blob, or the diff id. */
  readonly digest: string
  /** Analyzer id to version, as used for this reading. */
  readonly analyzers: Readonly<Record<string, number>>
  readonly compression: 'gzip' | 'zstd' | 'none' | 'unknown'
  readonly entries: number
  /** Bytes as stored. */
  readonly compressedBytes: number
  /** Bytes of the tar archive. */
  readonly uncompressedBytes: number
  /** Sum of the file sizes. */
  readonly fileBytes: number
  readonly files: readonly CapturedText[]
  readonly executables: readonly CapturedExecutable[]
  readonly links: readonly CapturedLink[]
  /** Paths that `.wh.` entries remove from lower layers (LAY-5). */
  readonly whiteouts: readonly string[]
  /** Folders whose lower content is hidden (LAY-5). */
  readonly opaque: readonly string[]
  /** All paths that are not folders, front-coded by `PathListWriter`: what replaces files of lower layers. */
  readonly paths: readonly string[]
  readonly problems: readonly Problem[]
  /** False when something was not examined (LIM-9). */
  readonly complete: boolean
}
