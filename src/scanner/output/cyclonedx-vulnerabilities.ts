import { evidenceLine, explainFinding } from '../findings/explain.ts'
import type { Severity, SeverityValue } from '../severity/classify.ts'
import { property } from './cyclonedx-property.ts'
import { advisoryUrl } from './document.ts'
import { type PlacedFinding, type ScanReport, worstFindings } from './report.ts'

/** One entry for each finding, worst first, so that each bears its own explanation (EXP-1). */
export function vulnerabilitiesOf(report: ScanReport): object[] {
  return worstFindings(report).map((placed) => vulnerabilityOf(placed, report))
}

function vulnerabilityOf({ finding, component }: PlacedFinding, report: ScanReport): object {
  const { severity, match } = finding
  const why = explainFinding(finding, component, report.image.layers)
  return {
    'bom-ref': `${finding.advisoryId}@${component.id}`,
    id: finding.advisoryId,
    source: { name: 'OSV', url: advisoryUrl(finding.advisoryId) },
    references: finding.aliases.map((id) => ({ id, source: { name: 'OSV', url: advisoryUrl(id) } })),
    ratings: ratingsOf(severity),
    ...(finding.summary !== '' && { description: finding.summary }),
    ...(match.fixedVersion !== undefined && { recommendation: `Upgrade ${why.package} to ${match.fixedVersion}.` }),
    affects: [
      {
        ref: component.id,
        ...(component.version !== undefined && {
          versions: [{ version: component.version, status: match.verdict === 'affected' ? 'affected' : 'unknown' }],
        }),
      },
    ],
    properties: [
      ...property('class', severity.class),
      ...property('severity:source', severity.chosen.source),
      ...(severity.remark ? property('remark', 'true') : []),
      ...property('verdict', match.verdict),
      ...property('confidence', why.confidence),
      ...property('explanation', why.sentence),
      ...property('comparator', why.comparator),
      ...property('version', why.version),
      ...property('against', why.against),
      ...property('fixed', why.fixedVersion),
      ...why.evidence.flatMap((piece) => property('evidence', evidenceLine(piece))),
    ],
  }
}

/** All values, the chosen one first. */
function ratingsOf({ all, chosen, class: found }: Severity): object[] {
  const ordered = [...all].sort((a, b) => Number(isSame(b, chosen)) - Number(isSame(a, chosen)))
  const ratings = ordered.map(ratingOf)
  if (chosen.source === 'override') {
    return [{ source: { name: 'store' }, severity: words[found], method: 'other', ...scoreOf(chosen) }, ...ratings]
  }
  return ratings.length > 0 ? ratings : [{ severity: 'unknown', method: 'other' }]
}

const isSame = (a: SeverityValue, b: SeverityValue): boolean =>
  a.source === b.source && a.advisoryId === b.advisoryId && a.vector === b.vector && a.word === b.word

function ratingOf(value: SeverityValue): object {
  return {
    ...(value.advisoryId !== undefined && { source: { name: value.advisoryId } }),
    ...scoreOf(value),
    severity: value.score === undefined ? wordSeverity(value.word) : scoreSeverity(value.score),
    method: methods[value.cvssVersion ?? ''] ?? 'other',
    ...(value.vector !== undefined && { vector: value.vector }),
    ...(value.word !== undefined && { justification: value.word }),
  }
}

const scoreOf = ({ score }: SeverityValue) => (score === undefined ? {} : { score })

const methods: Readonly<Record<string, string>> = {
  '2.0': 'CVSSv2',
  '3.0': 'CVSSv3',
  '3.1': 'CVSSv31',
  '4.0': 'CVSSv4',
}

const words = { critical: 'critical', major: 'medium', minor: 'low', unknown: 'unknown' } as const

/** The words of CVSS, which this format has instead of the store's classes. */
function scoreSeverity(score: number): string {
  if (score >= 9) return 'critical'
  if (score >= 7) return 'high'
  if (score >= 4) return 'medium'
  return score > 0 ? 'low' : 'none'
}

const wordSeverities: Readonly<Record<string, string>> = {
  critical: 'critical',
  important: 'high',
  high: 'high',
  moderate: 'medium',
  medium: 'medium',
  low: 'low',
  unimportant: 'info',
  negligible: 'info',
}

function wordSeverity(word: string | undefined): string {
  const key = word?.toLowerCase() ?? ''
  return Object.hasOwn(wordSeverities, key) ? (wordSeverities[key] ?? 'unknown') : 'unknown'
}
