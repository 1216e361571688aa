/** Rises when records are read in another way: what was read before is then read anew. */
export const ADVISORY_FORMAT = 2

/** An advisory in our own shape, whatever format it came in. */
export interface Advisory {
  readonly id: string
  /** As stated; may be missing, constant or in the future, so it is informative only (ADV-3). */
  readonly modified?: string
  readonly published?: string
  /** Present when the advisory was taken back (ADV-5). */
  readonly withdrawn?: string
  /** Other names of the same vulnerability (ADV-6). */
  readonly aliases: readonly string[]
  /** The vulnerabilities that this distribution record is about (ADV-6). */
  readonly upstream: readonly string[]
  /** Not joined, except for errata, where they are what is fixed (ADV-6). */
  readonly related: readonly string[]
  readonly summary: string
  readonly details: string
  readonly references: readonly string[]
  /** Scores for the advisory as a whole. */
  readonly severity: readonly SeverityVector[]
  /** A word such as "High", where the source has one. */
  readonly severityWord?: string
  readonly affected: readonly Affected[]
  /** Unmaintained, unsound, notice, bug-fix erratum: a remark, not a vulnerability (ADV-7). */
  readonly kind: 'vulnerability' | 'informational'
  /** Taken over from elsewhere by its publisher, and not looked at yet (MAT-8). */
  readonly unreviewed?: true
  /** Ranges of unknown type that were left out (ADV-1). */
  readonly skippedRanges: number
}

/** A CVSS vector as stated; the score is always recomputed (SEV-1). */
export interface SeverityVector {
  readonly type: string
  readonly vector: string
}

/** One package that an advisory is about. */
export interface Affected {
  /** As in OSV: `Debian:12`, `npm`, `Bitnami`, `Alpine:v3.20` … */
  readonly ecosystem: string
  /** In the spelling under which packages are looked up (MAT-10). */
  readonly name: string
  readonly purl?: string
  readonly ranges: readonly VersionRange[]
  /** Go: ranges in the project's own numbering, which its module versions may not follow (MAT-8). */
  readonly customRanges?: readonly VersionRange[]
  /** Versions listed one by one, beside or instead of ranges. */
  readonly versions: readonly string[]
  /** Every version named as fixed, without repetition. */
  readonly fixed: readonly string[]
  readonly severity: readonly SeverityVector[]
  readonly severityWord?: string
  /** True when the record has ranges that cannot be judged by version, such as GIT. */
  readonly hasOtherRanges: boolean
  /** Go: the packages of the module that are meant, and the symbols in them. Shown, not judged by (MAT-8). */
  readonly imports?: readonly AffectedImport[]
  /** RPM: the streams `name:stream` whose packages are meant; empty when the record does not name them (MAT-2). */
  readonly moduleStreams?: readonly string[]
}

/** A package of a Go module with the symbols that are vulnerable; none means all. */
export interface AffectedImport {
  readonly path: string
  readonly symbols: readonly string[]
}

export interface VersionRange {
  readonly type: 'SEMVER' | 'ECOSYSTEM'
  readonly events: readonly RangeEvent[]
}

export interface RangeEvent {
  readonly event: 'introduced' | 'fixed' | 'last_affected' | 'limit'
  /** `0` in `introduced` means from the start. */
  readonly version: string
}
