import { evidenceLine, explainFinding } from '../findings/explain.ts'
import { contentId } from '../merge/identity.ts'
import type { Component } from '../merge/image-components.ts'
import { advisoryUrl, contentUuid, documentText, imageDate, sha256Of } from './document.ts'
import { allOf, spdxExpression } from './license-expression.ts'
import { type PlacedFinding, presentComponents, type ScanReport, unexamined, worstFindings } from './report.ts'
import { sourcePurl } from './source-package.ts'

const DOCUMENT = 'SPDXRef-DOCUMENT'
const IMAGE = 'SPDXRef-Image'
const SYSTEM = 'SPDXRef-OperatingSystem'
const NO_ASSERTION = 'NOASSERTION'
/** The format asks for a date; images without one get the beginning of time, so that the document stays the same. */
const NO_DATE = '1970-01-01T00:00:00Z'

/**
 * SPDX 2.3 as JSON: the image contains packages, packages are generated from source packages; confidence, layer and evidence
 * as annotations, findings as security references (OUT-1, OUT-2).
 */
export function spdx(report: ScanReport): string {
  const { subject, tool } = report
  const document = new Document(report)
  const body = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: DOCUMENT,
    name: subject.name,
    creationInfo: { created: document.created, creators: [`Tool: ${tool.name}-${tool.version}`] },
    ...(report.image.complete ? {} : { comment: ['Not everything was examined.', ...unexamined(report)].join('\n') }),
    packages: document.packages(),
    ...document.extractedLicenses(),
    relationships: document.relationships,
  }
  const { spdxVersion, dataLicense, SPDXID, name, ...rest } = body
  const documentNamespace = `https://spdx.org/spdxdocs/chandlery-${contentUuid(body)}`
  return documentText({ spdxVersion, dataLicense, SPDXID, name, documentNamespace, ...rest })
}

interface Relationship {
  readonly spdxElementId: string
  readonly relationshipType: string
  readonly relatedSpdxElement: string
}

class Document {
  readonly relationships: Relationship[] = []
  readonly created: string
  readonly #report: ScanReport
  readonly #findings: ReadonlyMap<string, readonly PlacedFinding[]>
  /** Licence texts that are no expressions, by their reference. */
  readonly #extracted = new Map<string, string>()

  constructor(report: ScanReport) {
    this.#report = report
    this.created = imageDate(report.subject.created) ?? NO_DATE
    const findings = new Map<string, PlacedFinding[]>()
    for (const placed of worstFindings(report)) {
      findings.set(placed.component.id, [...(findings.get(placed.component.id) ?? []), placed])
    }
    this.#findings = findings
  }

  packages(): object[] {
    const present = presentComponents(this.#report)
    const ids = new Set(present.map(({ id }) => id))
    this.#relate(DOCUMENT, 'DESCRIBES', IMAGE)
    const sources = new Map<string, object>()
    const packages = [this.#image(), ...this.#system()]
    for (const component of present) {
      const { id, ownedBy } = component
      const whole = ownedBy !== undefined && ownedBy !== id && ids.has(ownedBy) ? refOf(ownedBy) : IMAGE
      packages.push(this.#package(component))
      this.#relate(whole, 'CONTAINS', refOf(id))
      this.#addSource(component, sources)
    }
    return [...packages, ...sources.values()]
  }

  extractedLicenses(): object {
    const infos = [...this.#extracted]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([licenseId, text]) => ({ licenseId, extractedText: text, name: text }))
    return infos.length === 0 ? {} : { hasExtractedLicensingInfos: infos }
  }

  #relate(spdxElementId: string, relationshipType: string, relatedSpdxElement: string): void {
    this.relationships.push({ spdxElementId, relationshipType, relatedSpdxElement })
  }

  #image(): object {
    const { digest, name } = this.#report.subject
    const hash = sha256Of(digest)
    return {
      SPDXID: IMAGE,
      name,
      ...(digest !== undefined && { versionInfo: digest }),
      downloadLocation: NO_ASSERTION,
      filesAnalyzed: false,
      ...(hash !== undefined && { checksums: [{ algorithm: 'SHA256', checksumValue: hash }] }),
      licenseConcluded: NO_ASSERTION,
      licenseDeclared: NO_ASSERTION,
      copyrightText: NO_ASSERTION,
      primaryPackagePurpose: 'CONTAINER',
    }
  }

  #system(): object[] {
    const { distribution } = this.#report.image
    if (distribution === undefined) return []
    this.#relate(IMAGE, 'CONTAINS', SYSTEM)
    return [
      {
        SPDXID: SYSTEM,
        name: distribution.id,
        ...(distribution.version !== undefined && { versionInfo: distribution.version }),
        ...noneOf,
        primaryPackagePurpose: 'OPERATING_SYSTEM',
      },
    ]
  }

  #package(component: Component): object {
    const findings = this.#findings.get(component.id) ?? []
    const { layers } = this.#report.image
    return {
      SPDXID: refOf(component.id),
      name: component.name,
      ...(component.version !== undefined && { versionInfo: component.version }),
      ...noneOf,
      licenseDeclared: this.#declared(component.licenses),
      primaryPackagePurpose: component.ecosystem === 'generic' ? 'APPLICATION' : 'LIBRARY',
      externalRefs: [
        { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: component.purl },
        ...findings.map(({ finding }) => ({
          referenceCategory: 'SECURITY',
          referenceType: 'advisory',
          referenceLocator: advisoryUrl(finding.advisoryId),
          comment: `${finding.severity.class}: ${explainFinding(finding, component, layers).sentence}`,
        })),
      ],
      annotations: [
        this.#annotation(`confidence: ${component.confidence}`),
        this.#annotation(`layer: ${component.introducedIn} ${layers[component.introducedIn]?.digest ?? ''}`.trim()),
        ...component.evidence.map((evidence) => this.#annotation(`evidence: ${evidenceLine(evidence)}`)),
      ],
    }
  }

  #annotation(comment: string): object {
    const { name, version } = this.#report.tool
    return { annotator: `Tool: ${name}-${version}`, annotationDate: this.created, annotationType: 'OTHER', comment }
  }

  #addSource(component: Component, sources: Map<string, object>): void {
    const purl = sourcePurl(component)
    if (component.source === undefined || purl === undefined) return
    const SPDXID = `SPDXRef-Source-${contentId(purl)}`
    const { name, version } = component.source
    sources.set(SPDXID, {
      SPDXID,
      name,
      versionInfo: version,
      ...noneOf,
      primaryPackagePurpose: 'SOURCE',
      externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
    })
    this.#relate(refOf(component.id), 'GENERATED_FROM', SPDXID)
  }

  /** All stated licences as one expression; what is none is referred to and quoted. */
  #declared(stated: readonly string[]): string {
    if (stated.length === 0) return NO_ASSERTION
    return allOf([...new Set(stated.map((text) => this.#expression(text)))])
  }

  #expression(stated: string): string {
    const expression = spdxExpression(stated)
    // References within an expression would have to be explained; their texts are not at hand.
    if (expression !== undefined && !/(License|Document)Ref-/.test(expression)) return expression
    const reference = `LicenseRef-${contentId(stated)}`
    this.#extracted.set(reference, stated)
    return reference
  }
}

const refOf = (id: string): string => `SPDXRef-Package-${id}`

const noneOf = {
  downloadLocation: NO_ASSERTION,
  filesAnalyzed: false,
  licenseConcluded: NO_ASSERTION,
  licenseDeclared: NO_ASSERTION,
  copyrightText: NO_ASSERTION,
} as const
