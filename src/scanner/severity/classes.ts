/** The store's classes (SEV-2). `unknown` covers no score and 0.0. */
export type SeverityClass = 'critical' | 'major' | 'minor' | 'unknown'

/** The lowest score of each class; settings (SEV-2). */
export interface ClassLimits {
  readonly critical: number
  readonly major: number
  readonly minor: number
}

export const defaultClassLimits: ClassLimits = { critical: 7.0, major: 4.0, minor: 0.1 }

/** The class of a CVSS score, 0.0 to 10.0. */
export function classOf(score: number | undefined, limits: ClassLimits = defaultClassLimits): SeverityClass {
  if (score === undefined || Number.isNaN(score) || score > 10) return 'unknown'
  if (score >= limits.critical) return 'critical'
  if (score >= limits.major) return 'major'
  return score >= limits.minor ? 'minor' : 'unknown'
}

/** What a severity word means. Words become classes, never numbers (SEV-3). */
export interface WordMeaning {
  readonly class: SeverityClass
  /** A remark that never fails a policy. */
  readonly remark: boolean
}

const words: Readonly<Record<string, SeverityClass>> = {
  critical: 'critical',
  important: 'critical',
  high: 'critical',
  moderate: 'major',
  medium: 'major',
  low: 'minor',
}

const remarks: ReadonlySet<string> = new Set(['unimportant', 'negligible'])

/** Undefined for words that say nothing about severity, such as "not yet assigned". */
export function meaningOfWord(word: string): WordMeaning | undefined {
  const key = word.trim().toLowerCase()
  if (remarks.has(key)) return { class: 'unknown', remark: true }
  return Object.hasOwn(words, key) && words[key] ? { class: words[key], remark: false } : undefined
}
