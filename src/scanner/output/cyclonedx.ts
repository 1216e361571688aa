import { evidenceLine } from '../findings/explain.ts'
import type { Component, Evidence } from '../merge/image-components.ts'
import { readPurl } from '../purl.ts'
import { property } from './cyclonedx-property.ts'
import { vulnerabilitiesOf } from './cyclonedx-vulnerabilities.ts'
import { contentUuid, documentText, imageDate, sha256Of } from './document.ts'
import { spdxExpression, spdxId } from './license-expression.ts'
import { feedLine, presentComponents, type ScanReport, uncoveredEcosystems } from './report.ts'
import { sourcePurl } from './source-package.ts'

const IMAGE = 'image'

/**
 * CycloneDX 1.6 as JSON: components with evidence, layer and confidence, what they were made from (pedigree), what they
 * belong to (nested), and vulnerabilities when advisories were given (OUT-1, OUT-2).
 */
export function cycloneDx(report: ScanReport): string {
  const present = presentComponents(report)
  const roots = new Set(present.map(({ id }) => id))
  const parts = new Map<string, Component[]>()
  for (const component of present) {
    const owner = ownerIn(roots, component)
    if (owner !== undefined) parts.set(owner, [...(parts.get(owner) ?? []), component])
  }
  const body = {
    metadata: metadataOf(report),
    components: [
      ...operatingSystem(report),
      ...present
        .filter((component) => ownerIn(roots, component) === undefined)
        .map((component) => withParts(component, report, parts)),
    ],
    compositions: [{ aggregate: report.image.complete ? 'complete' : 'incomplete', assemblies: [IMAGE] }],
    ...(report.feeds && { vulnerabilities: vulnerabilitiesOf(report) }),
  }
  return documentText({
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${contentUuid(body)}`,
    version: 1,
    ...body,
  })
}

/** The component that this one is a part of, if it is there, too. */
function ownerIn(present: ReadonlySet<string>, { id, ownedBy }: Component): string | undefined {
  return ownedBy !== undefined && ownedBy !== id && present.has(ownedBy) ? ownedBy : undefined
}

function metadataOf(report: ScanReport): object {
  const { subject, tool, image, feeds } = report
  const timestamp = imageDate(subject.created)
  const hash = sha256Of(subject.digest)
  return {
    ...(timestamp !== undefined && { timestamp }),
    tools: { components: [{ type: 'application', name: tool.name, version: tool.version }] },
    component: {
      type: 'container',
      'bom-ref': IMAGE,
      name: subject.name,
      ...(subject.digest !== undefined && { version: subject.digest }),
      ...(hash !== undefined && { hashes: [{ alg: 'SHA-256', content: hash }] }),
      properties: [
        ...property('platform', platformOf(subject)),
        ...image.layers.flatMap((layer) => [
          ...property(`layer:${layer.index}`, layer.digest),
          ...property(`layer:${layer.index}:command`, layer.createdBy),
          ...layer.problems.flatMap(({ message }) => property(`layer:${layer.index}:problem`, message)),
        ]),
        ...(feeds ?? []).flatMap((feed) => property('feed', feedLine(feed))),
        ...(feeds ? uncoveredEcosystems(report).flatMap((ecosystem) => property('feed:missing', ecosystem)) : []),
      ],
    },
  }
}

function platformOf({ os, architecture }: ScanReport['subject']): string | undefined {
  return os === undefined && architecture === undefined ? undefined : `${os ?? 'unknown'}/${architecture ?? 'unknown'}`
}

function operatingSystem({ image: { distribution } }: ScanReport): object[] {
  if (distribution === undefined) return []
  const { id, version, prettyName } = distribution
  return [
    {
      type: 'operating-system',
      'bom-ref': 'distribution',
      name: id,
      ...(version !== undefined && { version }),
      ...(prettyName !== undefined && { description: prettyName }),
    },
  ]
}

function withParts(component: Component, report: ScanReport, parts: ReadonlyMap<string, Component[]>): object {
  const own = parts.get(component.id) ?? []
  const written = componentOf(component, report)
  return own.length === 0 ? written : { ...written, components: own.map((part) => componentOf(part, report)) }
}

const withGroup: ReadonlySet<string> = new Set(['npm', 'maven', 'composer'])

function componentOf(component: Component, report: ScanReport): object {
  const { namespace, name } = readPurl(component.purl) ?? {}
  const group = withGroup.has(component.ecosystem) && namespace ? namespace : undefined
  const licenses = licensesOf(component.licenses)
  return {
    type: component.ecosystem === 'generic' ? 'application' : 'library',
    'bom-ref': component.id,
    ...(group !== undefined && { group }),
    name: group === undefined ? component.name : (name ?? component.name),
    ...(component.version !== undefined && { version: component.version }),
    ...(licenses.length > 0 && { licenses }),
    purl: component.purl,
    ...pedigreeOf(component),
    evidence: {
      identity: [{ field: 'purl', methods: component.evidence.map(methodOf) }],
      occurrences: occurrencesOf(component),
    },
    properties: propertiesOf(component, report),
  }
}

function pedigreeOf(component: Component): object {
  const { source } = component
  if (source === undefined) return {}
  const purl = sourcePurl(component)
  return {
    pedigree: { ancestors: [{ type: 'library', name: source.name, version: source.version, ...(purl && { purl }) }] },
  }
}

/** A program's own bytes say what it is; everything else is written down somewhere. */
function methodOf(evidence: Evidence): object {
  const binary = evidence.offset !== undefined
  return {
    technique: binary ? 'binary-analysis' : 'manifest-analysis',
    confidence: binary ? 0.9 : 1,
    value: evidenceLine(evidence),
  }
}

function occurrencesOf({ locations, evidence }: Component): object[] {
  return locations
    .filter(({ removedIn }) => removedIn === undefined)
    .map(({ path }) => {
      const offset = evidence.find((piece) => piece.path === path && piece.offset !== undefined)?.offset
      return { location: path, ...(offset !== undefined && { offset }) }
    })
}

function propertiesOf(component: Component, { image }: ScanReport): object[] {
  return [
    ...property('confidence', component.confidence),
    ...property('layer:index', String(component.introducedIn)),
    ...property('layer:digest', image.layers[component.introducedIn]?.digest),
    ...component.evidence.flatMap((evidence) => property('evidence', evidenceLine(evidence))),
  ]
}

/** One expression stands for itself; a list says that all of them are there, each valid or just a name (OUT-2). */
function licensesOf(stated: readonly string[]): object[] {
  const [first, ...others] = stated
  const only = first !== undefined && others.length === 0 ? spdxExpression(first) : undefined
  if (only !== undefined && spdxId(only) === undefined) return [{ expression: only }]
  return stated.map((text) => {
    const id = spdxId(spdxExpression(text) ?? '')
    return { license: id === undefined ? { name: text } : { id } }
  })
}
