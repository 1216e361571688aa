/** A rule by which versions of one ecosystem are ordered (MAT-3). */
export interface VersionOrder {
  /** Named in explanations: "compared as deb versions" (EXP-1). */
  readonly id:
    | 'deb'
    | 'apk'
    | 'rpm'
    | 'alpm'
    | 'semver'
    | 'pep440'
    | 'maven'
    | 'gem'
    | 'go'
    | 'nuget'
    | 'composer'
    | 'upstream'
  /**
   * Negative when `a` is older, positive when newer, 0 when neither.
   * Undefined when one of them is no version of this kind, or nothing is known about what tells them apart: "uncertain", never "not affected".
   */
  compare(a: string, b: string): number | undefined
}

/** An order over parsed versions, made safe for text from strangers. */
export function orderOf<T>(
  id: VersionOrder['id'],
  parse: (text: string) => T | undefined,
  compare: (a: T, b: T) => number | undefined,
): VersionOrder {
  return {
    id,
    compare(a, b) {
      if (a.length > MAX_VERSION_LENGTH || b.length > MAX_VERSION_LENGTH) return undefined
      const left = parse(a)
      const right = parse(b)
      return left === undefined || right === undefined ? undefined : compare(left, right)
    },
  }
}

const MAX_VERSION_LENGTH = 512

/** Compares digit strings of any length by value. The empty string counts as zero. */
export function compareDigits(a: string, b: string): number {
  const left = a.replace(/^0+/, '')
  const right = b.replace(/^0+/, '')
  return left.length - right.length || compareText(left, right)
}

/** Plain order by code unit. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
