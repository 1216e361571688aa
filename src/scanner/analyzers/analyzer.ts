import type { CapturedExecutable, CapturedText } from '../layers/layer-facts.ts'
import type { Limits } from '../layers/limits.ts'

/** How sure we are that a component is there (SHP-4). `declared` never counts in severity totals by default. */
export type Confidence = 'installed' | 'identified' | 'declared'

/** The types of package URLs, as far as we find such packages. */
export type Ecosystem =
  | 'deb'
  | 'apk'
  | 'rpm'
  | 'alpm'
  | 'npm'
  | 'pypi'
  | 'maven'
  | 'golang'
  | 'cargo'
  | 'gem'
  | 'composer'
  | 'nuget'
  | 'bitnami'
  | 'generic'

/** What a parser says about one package, before layers, ownership and distribution are known. */
export interface FoundPackage {
  readonly ecosystem: Ecosystem
  /** As its ecosystem writes it in full: `@scope/name`, `group:artifact`, `example.com/module/v2`, `vendor/name`. */
  readonly name: string
  /** Absent when the product is certain and the version is not (RAW-3). */
  readonly version?: string
  readonly architecture?: string
  /** What it was built from; distributions publish advisories for that (MAT-2). */
  readonly source?: { readonly name: string; readonly version: string }
  /** Who made it, as rpm packages state it (MAT-4). */
  readonly vendor?: string
  /** Label of the module that an rpm package belongs to: `name:stream:version:context` (MAT-2). */
  readonly module?: string
  /** The distribution that it was built for, when its file says so; otherwise that of the image (MAT-4). */
  readonly distribution?: Distribution
  /** The module that a Go program was built from, not one that it uses (MAT-7). */
  readonly isMainModule?: true
  readonly licenses: readonly string[]
  readonly confidence: Confidence
  /** Which rule found it, such as `dpkg.status`. */
  readonly rule: string
  /** The bytes or the database entry that say so, short. */
  readonly detail?: string
  /** Where in the file, bytes. */
  readonly offset?: number
  /** The file is something else that holds it, as a library that was linked in (RAW-4). */
  readonly contained?: true
  /** Files that belong to it, from the root, when the same file says so (MRG-1). */
  readonly owns?: readonly string[]
}

/** The files that a package owns, when they stand in another file than the package. */
export interface FileOwnership {
  readonly ecosystem: Ecosystem
  readonly name: string
  readonly paths: readonly string[]
}

/** Which distribution an image is. */
export interface Distribution {
  /** `ID` of os-release: debian, alpine, almalinux … */
  readonly id: string
  /** `VERSION_ID`; absent for rolling and unreleased distributions. */
  readonly version?: string
  readonly codename?: string
  readonly like: readonly string[]
  readonly prettyName?: string
}

/** The outcome of parsing one captured input. Parsers return reasons, they do not throw (ANA-1). */
export interface Parsed {
  readonly packages: readonly FoundPackage[]
  readonly ownership?: readonly FileOwnership[]
  readonly distribution?: Distribution
  /** Licences of the package whose documentation this is. */
  readonly licenses?: readonly string[]
  /** Why the input, or a part of it, could not be understood. */
  readonly unreadable?: string
}

export const nothing: Parsed = { packages: [] }

/** What is kept of a file: text, with a reason where a part of it was not understood; nothing; or only the reason. */
export type Kept =
  | { readonly text: string; readonly unreadable?: string }
  | { readonly ignore: true }
  | { readonly unreadable: string }

/** Takes the bytes of one file as they come by, and says at its end what is kept of them. */
export interface FileReading {
  /** The slice is only valid during the call. Answers false when the rest is not needed. */
  write(slice: Buffer): boolean
  end(): Kept | Promise<Kept>
}

/** A file that is about to be read. */
export interface FileToRead {
  readonly path: string
  /** Bytes. */
  readonly size: number
}

/** Reads files that it recognises by their path: as text, unless it says how. */
export interface PathAnalyzer {
  readonly id: string
  /** Raise it when `keep` keeps something else; a changed parser alone re-reads no layer (ANA-2). */
  readonly version: number
  /** `detail`: without the file components lack something, but none is missed. Default: `components`. */
  readonly adds?: 'components' | 'detail'
  wants(path: string): boolean
  /**
   * Whether the first 16 bytes may start such a file under another name. It is then read if a link of a wanted name in
   * the same layer points to it (LAY-6).
   */
  startsLike?(head: string): boolean
  /**
   * Cuts a file down to what any later parser could need; absent: the whole text is kept.
   * `ignore` for a file that says nothing about a package, a reason when it cannot be understood.
   */
  keep?(text: string, limits: Limits): Kept
  /**
   * Reads a file that is not text: what any later parser could need becomes text, mostly JSON. Undefined when the file is
   * too large for it, which is then reported. With it `keep` is not asked.
   */
  read?(file: FileToRead, limits: Limits): FileReading | undefined
  parse(file: CapturedText): Parsed
}

/** Recognises programs and libraries by what is inside them, never by name (RAW-1, RAW-2). */
export interface ContentAnalyzer {
  readonly id: string
  readonly version: number
  /** What the bytes are searched for; none when the structure of the file says everything. */
  readonly needles: readonly string[]
  /** What scripts are searched for. Default: nothing. */
  readonly scriptNeedles?: readonly string[]
  /** Offsets around which version numbers that stand alone are of interest (RAW-3); none: they are not looked for. */
  versionsNear?(found: Omit<CapturedExecutable, 'path'>): readonly number[]
  parse(file: CapturedExecutable): Parsed
}

export interface Analyzers {
  readonly byPath: readonly PathAnalyzer[]
  readonly byContent: readonly ContentAnalyzer[]
}
