import type { Confidence } from '../analyzers/analyzer.ts'
import type { RangeHit } from '../matching/evaluate-range.ts'
import type { Component, Evidence, LayerSummary } from '../merge/image-components.ts'
import type { Finding } from './findings.ts'

/** One piece of evidence with what is known of its layer. */
export interface LayerEvidence extends Evidence {
  /** The history line of the layer. */
  readonly createdBy?: string
}

/** Everything that led to a finding (EXP-1). */
export interface FindingExplanation {
  /** Files, layers, rules and bytes or database entries that show the component. */
  readonly evidence: readonly LayerEvidence[]
  readonly confidence: Confidence
  readonly advisoryId: string
  /** The ecosystem and the package as the advisory names them. */
  readonly ecosystem: string
  readonly package: string
  /** How the two versions were compared. */
  readonly comparator: string
  /** The version that was judged: the source's, for Debian. Absent when it is not known. */
  readonly version?: string
  /** The version of the advisory that decided. Absent where the finding is uncertain. */
  readonly against?: string
  readonly range?: RangeHit
  readonly listed?: string
  readonly fixedVersion?: string
  /** For uncertain findings: what stood in the way. */
  readonly reason?: string
  /** All of it as one sentence. */
  readonly sentence: string
}

/** Puts together why a component is thought to be there and why the advisory hits it. */
export function explainFinding(
  finding: Finding,
  component: Pick<Component, 'evidence' | 'confidence'>,
  layers: readonly Pick<LayerSummary, 'createdBy'>[],
): FindingExplanation {
  const { explanation, fixedVersion } = finding.match
  const { range, listed } = explanation
  const against = range ? (range.fixed ?? range.lastAffected ?? range.introduced) : listed
  return {
    evidence: component.evidence.map((evidence) => {
      const createdBy = layers[evidence.layer]?.createdBy
      return createdBy === undefined ? evidence : { ...evidence, createdBy }
    }),
    confidence: component.confidence,
    advisoryId: finding.advisoryId,
    ecosystem: explanation.ecosystem,
    package: explanation.package,
    comparator: explanation.comparator,
    ...(explanation.version !== undefined && { version: explanation.version }),
    ...(against !== undefined && { against }),
    ...(range && { range }),
    ...(listed !== undefined && { listed }),
    ...(fixedVersion !== undefined && { fixedVersion }),
    ...(explanation.reason !== undefined && { reason: explanation.reason }),
    sentence: inWords(finding),
  }
}

function inWords({ match }: Finding): string {
  const { ecosystem, package: name, version, comparator, reason, listed, range } = match.explanation
  const judged = version === undefined ? name : `${name} ${version}`
  if (match.verdict === 'uncertain') return `${judged} in ${ecosystem}: ${reason ?? 'not certain'}.`
  const fixed = match.fixedVersion === undefined ? 'no fixed version is known' : `fixed in ${match.fixedVersion}`
  if (listed !== undefined) return `${judged} is listed as affected in ${ecosystem}; ${fixed}.`
  return `${judged} is affected in ${ecosystem} ${stretch(range)}; ${fixed} (compared as ${comparator}).`
}

function stretch(range: RangeHit | undefined): string {
  if (range === undefined) return 'in every version'
  const from = range.introduced === '0' ? 'from the start' : `from ${range.introduced}`
  if (range.fixed !== undefined) return `${from} to before ${range.fixed}`
  return range.lastAffected === undefined ? from : `${from} to ${range.lastAffected}`
}

/** One piece of evidence as a line: rule, file, offset, entry. */
export function evidenceLine({ rule, path, layer, offset, detail }: Evidence): string {
  const where = offset === undefined ? path : `${path} at byte ${offset}`
  return `${rule}: ${where} in layer ${layer}${detail === undefined ? '' : `: ${detail}`}`
}
