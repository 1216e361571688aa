import type { Advisory, Affected, SeverityVector } from '../advisories/advisory.ts'
import { type ClassLimits, classOf, defaultClassLimits, meaningOfWord, type SeverityClass } from './classes.ts'
import { type CvssScore, newest, scoreOf } from './cvss.ts'

/** Where a severity comes from, in the order in which they count (section 9 of the specification). */
export type SeveritySource = 'override' | 'package' | 'record' | 'same-vulnerability' | 'nvd' | 'word' | 'none'

/** One value that was available. */
export interface SeverityValue {
  readonly source: SeveritySource
  /** The advisory it stands in. */
  readonly advisoryId?: string
  readonly score?: number
  readonly vector?: string
  readonly cvssVersion?: CvssScore['version']
  readonly word?: string
}

/** The chosen severity, and all others that were there. */
export interface Severity {
  readonly class: SeverityClass
  /** Absent when only a word, or nothing, is known: unknown is never shown as zero. */
  readonly score?: number
  readonly chosen: SeverityValue
  readonly all: readonly SeverityValue[]
  /** Vectors that could not be read. */
  readonly broken: readonly string[]
  /** "Unimportant" and the like: shown, but never fails a policy (SEV-3). */
  readonly remark: boolean
}

export interface Classify {
  /** The advisory that matched. */
  readonly advisory: Advisory
  /** `affectedIndex` of the match. */
  readonly affectedIndex?: number
  /** Other advisories about the same vulnerability (ADV-6). */
  readonly sameVulnerability?: readonly Advisory[]
  /** Vectors from NVD, if imported. */
  readonly nvd?: readonly SeverityVector[]
  /** The store's own decision: a score, or a class where no score is meant (STO-103). */
  readonly override?: { readonly score: number } | { readonly class: SeverityClass }
  readonly limits?: ClassLimits
}

/** Chooses the severity of a match: the first source that has one counts, all are shown (SEV-1…3). */
export function classify(input: Classify): Severity {
  const limits = input.limits ?? defaultClassLimits
  const broken: string[] = []
  const { advisory } = input
  const affected = advisory.affected[input.affectedIndex ?? -1]
  const same = input.sameVulnerability ?? []
  const all: SeverityValue[] = [
    ...fromVectors('package', advisory.id, affected?.severity ?? [], broken),
    ...fromVectors('record', advisory.id, advisory.severity, broken),
    ...same.flatMap((other) => fromVectors('same-vulnerability', other.id, everyVector(other), broken)),
    ...fromVectors('nvd', undefined, input.nvd ?? [], broken),
    ...fromWords(advisory, affected, same),
  ]
  const rest = { all, broken: [...new Set(broken)] }
  const word = all.find((value) => value.word !== undefined)
  const isRemark =
    word?.word !== undefined && word.advisoryId === advisory.id && meaningOfWord(word.word)?.remark === true
  if (input.override) return { ...overridden(input.override, limits), ...rest }
  const chosen = all[0]
  if (chosen === undefined) return { class: 'unknown', chosen: { source: 'none' }, ...rest, remark: false }
  if (chosen.score === undefined) {
    const meaning = meaningOfWord(chosen.word ?? '')
    return { class: meaning?.class ?? 'unknown', chosen, ...rest, remark: isRemark }
  }
  return { class: classOf(chosen.score, limits), score: chosen.score, chosen, ...rest, remark: isRemark }
}

function overridden(
  override: NonNullable<Classify['override']>,
  limits: ClassLimits,
): Omit<Severity, 'all' | 'broken'> {
  if ('class' in override) return { class: override.class, chosen: { source: 'override' }, remark: false }
  const { score } = override
  return { class: classOf(score, limits), score, chosen: { source: 'override', score }, remark: false }
}

/** The newest version first, then the others of the same source, so that all are shown. */
function fromVectors(
  source: SeveritySource,
  advisoryId: string | undefined,
  vectors: readonly SeverityVector[],
  broken: string[],
): SeverityValue[] {
  const scores = vectors.flatMap((vector) => {
    const score = scoreOf(vector)
    if (score === undefined) broken.push(vector.vector)
    return score ?? []
  })
  const first = newest(scores)
  const ordered = first ? [first, ...scores.filter((score) => score !== first)] : []
  return ordered.map(({ score, vector, version }) => ({
    source,
    ...(advisoryId === undefined ? {} : { advisoryId }),
    score,
    vector,
    cvssVersion: version,
  }))
}

function everyVector(advisory: Advisory): SeverityVector[] {
  return [...advisory.severity, ...advisory.affected.flatMap(({ severity }) => severity)]
}

function fromWords(advisory: Advisory, affected: Affected | undefined, same: readonly Advisory[]): SeverityValue[] {
  const stated: readonly (readonly [string, string | undefined])[] = [
    [advisory.id, affected?.severityWord],
    [advisory.id, advisory.severityWord],
    ...same.map((other) => [other.id, other.severityWord] as const),
  ]
  return stated.flatMap(([advisoryId, word]) =>
    word !== undefined && meaningOfWord(word) ? [{ source: 'word' as const, advisoryId, word }] : [],
  )
}
