import { explainFinding } from '../findings/explain.ts'
import { documentText } from './document.ts'
import { findingTotals, type ScanReport, uncoveredEcosystems, worstFindings } from './report.ts'

/**
 * Everything that a scan knows, as JSON of our own: components that were removed, too, and each finding with its full
 * explanation (EXP-1). Fields may be added; `format` is raised when one changes its meaning.
 */
export function reportJson(report: ScanReport): string {
  const { tool, subject, image, feeds } = report
  const placed = worstFindings(report)
  return documentText({
    format: 'chandlery.scan/1',
    tool,
    subject,
    complete: image.complete,
    totals: { components: image.components.length, findings: findingTotals(placed) },
    // Null says that nothing was compared; an empty list, that the advisories were about nothing.
    feeds: feeds ?? null,
    uncovered: uncoveredEcosystems(report),
    ...(image.distribution && { distribution: image.distribution }),
    layers: image.layers,
    components: image.components,
    findings: placed.map(({ finding, component }) => ({
      advisoryId: finding.advisoryId,
      aliases: finding.aliases,
      summary: finding.summary,
      componentId: component.id,
      purl: component.purl,
      verdict: finding.match.verdict,
      severity: finding.severity,
      explanation: explainFinding(finding, component, image.layers),
    })),
  })
}
