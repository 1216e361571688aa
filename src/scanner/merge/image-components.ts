import type { Confidence, Distribution, Ecosystem } from '../analyzers/analyzer.ts'
import type { Problem } from '../layers/problems.ts'

/** The part of an OCI image configuration that merging reads. It comes from strangers: every field may be missing. */
export interface ImageConfig {
  readonly architecture?: string
  readonly os?: string
  readonly history?: readonly HistoryEntry[]
}

export interface HistoryEntry {
  readonly created_by?: string
  readonly empty_layer?: boolean
}

/** One place where a component lies or lay. */
export interface Location {
  readonly path: string
  /** Index of the layer that put it there, 0 = lowest. */
  readonly introducedIn: number
  /** Index of the layer that took it away; absent while it is there. */
  readonly removedIn?: number
  /** The file is something else that holds it, as a library that was linked in (RAW-4). */
  readonly contained?: true
}

/** Why we say that the component is there (EXP-1). */
export interface Evidence {
  readonly path: string
  readonly layer: number
  readonly layerDigest: string
  readonly rule: string
  /** The bytes or the database entry. */
  readonly detail?: string
  /** Offset in the file, bytes. */
  readonly offset?: number
}

/** One package or program of an image, with all its places (MRG-4). */
export interface Component {
  /** Derived from content (SHP-3): the same in every image that holds the same component. 32 hex digits. */
  readonly id: string
  readonly purl: string
  readonly ecosystem: Ecosystem
  readonly name: string
  /** Absent when the product is certain and the version is not. */
  readonly version?: string
  readonly architecture?: string
  /** What it was built from: the name and version that distributions publish advisories for (MAT-2). */
  readonly source?: { readonly name: string; readonly version: string }
  /** Who made it, as rpm packages state it (MAT-4). */
  readonly vendor?: string
  /** Label of the module that an rpm package belongs to: `name:stream:version:context` (MAT-2). */
  readonly module?: string
  /** Present when all that was found of it are Go programs built from it, none that uses it (MAT-7). */
  readonly isMainModule?: true
  /** Present for packages whose file list has data and documents only: nothing in them can run (MAT-6). */
  readonly hasNothingExecutable?: true
  /** The distribution, for packages of one. */
  readonly distribution?: Pick<Distribution, 'id' | 'version' | 'codename'>
  /** As the package states them; not yet SPDX expressions. */
  readonly licenses: readonly string[]
  readonly confidence: Confidence
  /** Id of the distribution package that owns its files: judged by that distribution only (MRG-2). */
  readonly ownedBy?: string
  /** Files of the package that a later layer replaced without it (MRG-3). Sorted. */
  readonly modifiedFiles?: readonly string[]
  /** Ids of the programs that it was linked into, as far as they are known themselves (RAW-4). Sorted. */
  readonly containedIn?: readonly string[]
  readonly locations: readonly Location[]
  readonly evidence: readonly Evidence[]
  /** Index of the layer that introduced it (MRG-5). */
  readonly introducedIn: number
  /** Index of the layer that removed it; such components are kept and not matched by default (MRG-5). */
  readonly removedIn?: number
}

export interface LayerSummary {
  readonly index: number
  readonly digest: string
  /** The history line of the image configuration, if it has one for this layer. */
  readonly createdBy?: string
  readonly entries: number
  readonly compressedBytes: number
  readonly uncompressedBytes: number
  /** Ids of the components that this layer introduced. */
  readonly introduced: readonly string[]
  /** Ids of the components that this layer removed. */
  readonly removed: readonly string[]
  readonly problems: readonly Problem[]
}

/** What an image is made of. */
export interface ImageComponents {
  readonly distribution?: Distribution
  /** Sorted by purl, then id. Removed ones are included: look at `removedIn`. */
  readonly components: readonly Component[]
  readonly layers: readonly LayerSummary[]
  /** False when something was not examined: never to be shown as clean (LIM-9). */
  readonly complete: boolean
}
