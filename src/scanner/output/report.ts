import type { Finding } from '../findings/findings.ts'
import { isComplete, type Problem } from '../layers/problems.ts'
import { lookupKeys } from '../matching/ecosystems.ts'
import type { Component, ImageComponents } from '../merge/image-components.ts'
import type { SeverityClass } from '../severity/classes.ts'

/** What was scanned. */
export interface ReportSubject {
  /** A reference, or the name of a file. */
  readonly name: string
  /** `sha256:…` of the manifest or of the image configuration, if there is one. */
  readonly digest?: string
  /** When the image was made, as its configuration says. Documents bear this date or none, so that they are stable (OUT-1). */
  readonly created?: string
  readonly os?: string
  readonly architecture?: string
}

/** The advisories of one ecosystem that were looked at (DAT-2). */
export interface ReportFeed {
  readonly ecosystem: string
  readonly records: number
  /** The newest date in its records, if they have any: how old the data is. */
  readonly newest?: string
}

/** The result of a scan, as every output takes it. */
export interface ScanReport {
  /** The program that scanned. */
  readonly tool: { readonly name: string; readonly version: string }
  readonly subject: ReportSubject
  readonly image: ImageComponents
  readonly findings: readonly Finding[]
  /** Absent when no advisories were given: then nothing was compared, and a report says so. */
  readonly feeds?: readonly ReportFeed[]
}

/** A finding together with the component that it is about. */
export interface PlacedFinding {
  readonly finding: Finding
  readonly component: Component
}

const worstFirst: readonly SeverityClass[] = ['critical', 'major', 'minor', 'unknown']

/** Findings worst first; the order depends on nothing but their content. */
export function worstFindings({ image, findings }: ScanReport): PlacedFinding[] {
  const byId = new Map(image.components.map((component) => [component.id, component]))
  const placed = findings.flatMap((finding) => {
    const component = byId.get(finding.componentId)
    return component ? { finding, component } : []
  })
  return placed.sort(
    (a, b) =>
      worstFirst.indexOf(a.finding.severity.class) - worstFirst.indexOf(b.finding.severity.class) ||
      (b.finding.severity.score ?? -1) - (a.finding.severity.score ?? -1) ||
      byText(a.finding.advisoryId, b.finding.advisoryId) ||
      byText(a.component.purl, b.component.purl) ||
      byText(a.component.id, b.component.id),
  )
}

/** Code units, so that the order is the same on every machine. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Components that are in the image, without those that a later layer took away. */
export function presentComponents({ image }: ScanReport): Component[] {
  return image.components.filter(({ removedIn }) => removedIn === undefined)
}

/** Ecosystems in the image that none of the feeds is about: nothing is said of these components (DAT-2). */
export function uncoveredEcosystems(report: ScanReport): string[] {
  const covered = new Set(report.feeds?.map(({ ecosystem }) => ecosystem))
  const found = presentComponents(report).flatMap((component) => {
    const keys = lookupKeys(component)
    return keys.length === 0 ? [component.ecosystem] : keys.map(({ ecosystem }) => ecosystem)
  })
  return [...new Set(found)].filter((ecosystem) => !covered.has(ecosystem)).sort(byText)
}

/** A feed in words: what it is about, how much there is of it, and how old it is. */
export function feedLine({ ecosystem, records, newest }: ReportFeed): string {
  return `${ecosystem}: ${records === 1 ? '1 record' : `${records} records`}${newest === undefined ? '' : `, newest of ${newest.slice(0, 10)}`}`
}

/** What was not examined, one sentence for each layer and kind of trouble; empty when the scan is whole (LIM-9). */
export function unexamined({ image }: ScanReport): string[] {
  return image.layers.flatMap((layer) =>
    layer.problems
      .filter((problem) => !isComplete([problem]))
      .map((problem) => {
        const paths = problem.paths.length === 0 ? '' : ` (${problem.paths.join(', ')}${more(problem)})`
        return `Layer ${layer.index} (${layer.digest}): ${problem.message}${paths}`
      }),
  )
}

const more = ({ count, paths }: Problem) => (count > paths.length ? ` and ${count - paths.length} more` : '')

/** How many findings each class has. Uncertain ones, and those of components that are only declared, stand apart (SHP-4). */
export interface FindingTotals {
  readonly critical: number
  readonly major: number
  readonly minor: number
  readonly unknown: number
  readonly uncertain: number
  readonly declared: number
}

export function findingTotals(placed: readonly PlacedFinding[]): FindingTotals {
  const totals = { critical: 0, major: 0, minor: 0, unknown: 0, uncertain: 0, declared: 0 }
  for (const { finding, component } of placed) {
    if (component.confidence === 'declared') totals.declared++
    else if (finding.match.verdict === 'uncertain') totals.uncertain++
    else totals[finding.severity.class]++
  }
  return totals
}
