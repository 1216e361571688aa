import cvss from 'ae-cvss-calculator'
import type { SeverityVector } from '../advisories/advisory.ts'

/** A vector that was understood, with the score computed from it (SEV-1). */
export interface CvssScore {
  readonly version: '2.0' | '3.0' | '3.1' | '4.0'
  readonly vector: string
  /** 0.0 to 10.0. */
  readonly score: number
}

/** The base score of a CVSS vector; undefined for broken and incomplete vectors, which are reported and ignored (SEV-1). */
export function scoreOf({ vector }: Pick<SeverityVector, 'vector'>): CvssScore | undefined {
  const shape = shapes.find(({ pattern }) => pattern.test(vector))
  if (shape === undefined || repeatsMetric(vector)) return undefined
  try {
    const parsed = shape.read(vector)
    if (!parsed.isBaseFullyDefined()) return undefined
    const score = parsed.calculateScores(false).base
    return typeof score === 'number' && score >= 0 && score <= 10
      ? { version: shape.version, vector, score }
      : undefined
  } catch {
    // The library throws on metrics and values that it does not know.
    return undefined
  }
}

/** The newest CVSS version wins within one source; at the same version the higher score (SEV-1). */
export function newest(scores: readonly CvssScore[]): CvssScore | undefined {
  return [...scores].sort((a, b) => Number(b.version) - Number(a.version) || b.score - a.score)[0]
}

interface ReadVector {
  isBaseFullyDefined(): boolean
  calculateScores(normalize: boolean): { readonly base: number | undefined }
}

const metrics = '[A-Za-z]{1,3}:[A-Za-z]{1,6}(?:/[A-Za-z]{1,3}:[A-Za-z]{1,6}){5,31}'

const shapes: readonly { version: CvssScore['version']; pattern: RegExp; read: (vector: string) => ReadVector }[] = [
  { version: '4.0', pattern: new RegExp(`^CVSS:4\\.0/${metrics}$`), read: (vector) => new cvss.Cvss4P0(vector) },
  { version: '3.1', pattern: new RegExp(`^CVSS:3\\.1/${metrics}$`), read: (vector) => new cvss.Cvss3P1(vector) },
  { version: '3.0', pattern: new RegExp(`^CVSS:3\\.0/${metrics}$`), read: (vector) => new cvss.Cvss3P0(vector) },
  { version: '2.0', pattern: new RegExp(`^${metrics}$`), read: (vector) => new cvss.Cvss2(vector) },
]

function repeatsMetric(vector: string): boolean {
  const names = vector
    .replace(/^CVSS:[0-9.]+\//, '')
    .split('/')
    .map((part) => part.split(':')[0])
  return new Set(names).size !== names.length
}
