import { plainText } from '../plain-text.ts'
import {
  feedLine,
  findingTotals,
  type PlacedFinding,
  presentComponents,
  type ScanReport,
  uncoveredEcosystems,
  unexamined,
  worstFindings,
} from './report.ts'

/** The longest cell; longer ones are cut, so that lines stay readable. */
const CELL = 60

/** A report for a terminal: what was scanned, findings worst first (components where no advisories were given), and what to know of it. */
export function table(report: ScanReport): string {
  const placed = worstFindings(report)
  const lines = [headline(report), '']
  if (report.feeds === undefined) {
    lines.push(...componentTable(report), '')
    lines.push(
      'No advisories were given, so this is only what the image is made of; nothing was compared with anything.',
    )
  } else {
    if (placed.length > 0) lines.push(...findingTable(placed), '')
    lines.push(totalsLine(report, placed), ...coverage(report))
  }
  if (!report.image.complete) lines.push('', 'NOT EVERYTHING WAS EXAMINED:', ...unexamined(report).map(line))
  return `${lines.join('\n')}\n`
}

const line = (text: string) => `  ${plainText(text, 2000)}`

function headline(report: ScanReport): string {
  const { subject, image } = report
  const { distribution } = image
  const system = distribution?.prettyName ?? [distribution?.id, distribution?.version].filter(Boolean).join(' ')
  const layers = image.layers.length === 1 ? '1 layer' : `${image.layers.length} layers`
  const present = presentComponents(report).length
  const parts = [layers, present === 1 ? '1 component' : `${present} components`]
  return plainText(`${subject.name}: ${[...(system ? [system] : []), ...parts].join(', ')}`, 500)
}

function findingTable(placed: readonly PlacedFinding[]): string[] {
  return columns(
    ['CLASS', 'SCORE', 'ADVISORY', 'PACKAGE', 'VERSION', 'FIXED IN', 'LAYER', 'FILE'],
    placed.map(({ finding, component }) => [
      classOf({ finding, component }),
      finding.severity.score?.toFixed(1) ?? '',
      finding.aliases.find((name) => name.startsWith('CVE-')) ?? finding.advisoryId,
      component.name,
      component.version ?? 'unknown',
      finding.match.fixedVersion ?? '',
      String(component.introducedIn),
      component.locations.find(({ removedIn }) => removedIn === undefined)?.path ?? '',
    ]),
  )
}

/** The class, or why the finding does not count. */
function classOf({ finding, component }: PlacedFinding): string {
  if (finding.match.verdict === 'uncertain') return 'uncertain'
  if (finding.severity.remark) return 'remark'
  return component.confidence === 'declared' ? `${finding.severity.class} (declared)` : finding.severity.class
}

function componentTable(report: ScanReport): string[] {
  return columns(
    ['PACKAGE', 'VERSION', 'TYPE', 'LAYER', 'FILE'],
    presentComponents(report).map((component) => [
      component.name,
      component.version ?? 'unknown',
      component.confidence === 'declared' ? `${component.ecosystem} (declared)` : component.ecosystem,
      String(component.introducedIn),
      component.locations.find(({ removedIn }) => removedIn === undefined)?.path ?? '',
    ]),
  )
}

function columns(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [head, ...rows].map((row) => row.map(cell))
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

function cell(text: string): string {
  const plain = plainText(text, 1000)
  return plain.length > CELL ? `${plain.slice(0, CELL - 1)}…` : plain
}

function totalsLine(report: ScanReport, placed: readonly PlacedFinding[]): string {
  const totals = findingTotals(placed)
  const certain = totals.critical + totals.major + totals.minor + totals.unknown
  const counted = (['critical', 'major', 'minor', 'unknown'] as const).map((name) => `${totals[name]} ${name}`)
  const apart = [
    ...(totals.uncertain > 0 ? [`${totals.uncertain} uncertain`] : []),
    ...(totals.declared > 0 ? [`${totals.declared} in packages that are only declared`] : []),
  ]
  const also = apart.length === 0 ? '' : `; besides, ${apart.join(' and ')}`
  if (certain > 0) return `${certain === 1 ? '1 finding' : `${certain} findings`}: ${counted.join(', ')}${also}.`
  const examined = report.image.complete ? '' : ' in what was examined'
  return `No finding${examined}${also}.`
}

function coverage(report: ScanReport): string[] {
  const feeds = report.feeds ?? []
  const uncovered = uncoveredEcosystems(report)
  return [
    feeds.length === 0
      ? 'The advisories given are about no package.'
      : `Compared with: ${feeds.map(feedLine).join('; ')}.`,
    ...(uncovered.length === 0
      ? []
      : [`No advisories were given for: ${uncovered.join(', ')}. Nothing is known about these packages.`]),
  ]
}
