import { explainFinding } from '../findings/explain.ts'
import { contentId } from '../merge/identity.ts'
import type { SeverityClass } from '../severity/classes.ts'
import { advisoryUrl, documentText } from './document.ts'
import { type PlacedFinding, type ScanReport, unexamined, worstFindings } from './report.ts'

/** SARIF 2.1.0: a rule for each advisory, a result for each finding, a notification for each part that was not examined (OUT-1). */
export function sarif(report: ScanReport): string {
  const placed = worstFindings(report)
  const byRule = new Map<string, PlacedFinding[]>()
  for (const entry of placed) {
    byRule.set(entry.finding.advisoryId, [...(byRule.get(entry.finding.advisoryId) ?? []), entry])
  }
  const indexes = new Map([...byRule.keys()].map((id, index) => [id, index]))
  const { tool, subject, image } = report
  return documentText({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            version: tool.version,
            rules: [...byRule].map(([id, found]) => ruleOf(id, found)),
          },
        },
        invocations: [
          {
            executionSuccessful: image.complete,
            toolExecutionNotifications: notificationsOf(report),
          },
        ],
        originalUriBaseIds: { IMAGE: { description: { text: `The root of the file system of ${subject.name}.` } } },
        results: placed.map((entry) => resultOf(entry, indexes.get(entry.finding.advisoryId) ?? 0, report)),
        columnKind: 'utf16CodeUnits',
        properties: { image: subject.name, ...(subject.digest !== undefined && { digest: subject.digest }) },
      },
    ],
  })
}

function notificationsOf(report: ScanReport): object[] {
  const missing = unexamined(report).map((text) => ({ level: 'error', message: { text } }))
  return report.feeds === undefined
    ? [...missing, { level: 'warning', message: { text: 'No advisories were given, so nothing was compared.' } }]
    : missing
}

/** What all findings of an advisory have in common; of their severities the worst, which comes first. */
function ruleOf(id: string, placed: readonly PlacedFinding[]): object {
  const worst = placed[0]?.finding
  const scores = placed.flatMap(({ finding }) => finding.severity.score ?? [])
  return {
    id,
    shortDescription: { text: worst?.summary || id },
    helpUri: advisoryUrl(id),
    defaultConfiguration: { level: levels[worst?.severity.class ?? 'unknown'] },
    properties: {
      tags: ['security', 'vulnerability', ...(worst?.aliases ?? [])],
      ...(scores.length > 0 && { 'security-severity': Math.max(...scores).toFixed(1) }),
    },
  }
}

const levels: Readonly<Record<SeverityClass, string>> = {
  critical: 'error',
  major: 'warning',
  minor: 'note',
  unknown: 'note',
}

function resultOf({ finding, component }: PlacedFinding, ruleIndex: number, report: ScanReport): object {
  const why = explainFinding(finding, component, report.image.layers)
  const isCertain = finding.match.verdict === 'affected'
  return {
    ruleId: finding.advisoryId,
    ruleIndex,
    // Whatever needs a person to decide has no level, says the format.
    ...(isCertain ? { level: levels[finding.severity.class] } : { kind: 'review', level: 'none' }),
    message: { text: `${component.name} ${component.version ?? '(version unknown)'}: ${why.sentence}` },
    locations: why.evidence.map(({ path, offset }) => ({
      physicalLocation: {
        artifactLocation: { uri: pathUri(path), uriBaseId: 'IMAGE' },
        region: offset === undefined ? { startLine: 1 } : { byteOffset: offset, byteLength: 0 },
      },
      logicalLocations: [{ fullyQualifiedName: component.purl, kind: 'module' }],
    })),
    fingerprints: { 'chandlery/1': contentId(finding.advisoryId, component.id) },
    properties: {
      class: finding.severity.class,
      ...severityOf(finding.severity),
      purl: component.purl,
      explanation: why,
    },
  }
}

function severityOf({ score, chosen, remark }: PlacedFinding['finding']['severity']): object {
  return { ...(score !== undefined && { score }), severitySource: chosen.source, ...(remark && { remark }) }
}

function pathUri(path: string): string {
  return path
    .split('/')
    .map((part) => encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd')))
    .join('/')
}
