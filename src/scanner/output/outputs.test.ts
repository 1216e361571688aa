import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Problem } from '../layers/problems.ts'
import { apkDatabase, npmPackage, osRelease } from '../testing/fake-packages.ts'
import { reportOf, sampleAdvisories, sampleImage } from '../testing/fake-report.ts'
import { fixedReport } from '../testing/fixed-report.ts'
import { imageOf } from '../testing/read-bytes.ts'
import { cycloneDxSchema, schemaOf } from '../testing/schemas.ts'
import { file } from '../testing/tar-writer.ts'
import { cycloneDx } from './cyclonedx.ts'
import { reportJson } from './own-json.ts'
import type { ScanReport } from './report.ts'
import { sarif } from './sarif.ts'
import { spdx } from './spdx.ts'
import { table } from './table.ts'

const writers = { cycloneDx, spdx, sarif, reportJson, table }
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Of each format what the tests look into. */
interface CycloneDx {
  readonly serialNumber: string
  readonly metadata: { readonly timestamp?: string }
  readonly components: readonly { readonly name: string }[]
  readonly compositions: unknown
  readonly vulnerabilities: readonly { readonly id: string; readonly properties: readonly unknown[] }[]
}
interface Spdx {
  readonly documentNamespace: string
  readonly comment?: string
  readonly creationInfo: { readonly created: string }
  readonly packages: readonly { readonly SPDXID: string; readonly name: string; readonly versionInfo?: string }[]
  readonly relationships: readonly Readonly<Record<string, string>>[]
  readonly hasExtractedLicensingInfos: readonly { readonly licenseId: string }[]
}
interface SarifRun {
  readonly invocations: unknown
  readonly tool: { readonly driver: { readonly rules: readonly { readonly properties: unknown }[] } }
  readonly results: readonly {
    readonly ruleId: string
    readonly level: string
    readonly kind?: string
    readonly locations: readonly { readonly physicalLocation: { readonly region: { readonly byteOffset?: number } } }[]
  }[]
}
const cycloneDxOf = (report: ScanReport): CycloneDx => JSON.parse(cycloneDx(report))
const spdxOf = (report: ScanReport): Spdx => JSON.parse(spdx(report))
function sarifOf(report: ScanReport): SarifRun {
  const { runs } = JSON.parse(sarif(report)) as { runs: [SarifRun] }
  return runs[0]
}
const jsonOf = (report: ScanReport): unknown => JSON.parse(reportJson(report))

const damage: Problem = {
  code: 'archive_damaged',
  message: 'The archive is damaged; the rest was not read.',
  count: 12,
  paths: ['a/b'],
  stopped: true,
}

async function sample(): Promise<ScanReport> {
  return reportOf(await sampleImage(), sampleAdvisories)
}

/** Awkward images: nothing in it, nothing known, damaged, strange names. */
async function corners(): Promise<ScanReport[]> {
  const strange = await imageOf([
    [
      npmPackage('ä ö/ü#?%', 'x', '1.0.0 "<&>', { license: 'SEE LICENSE' }),
      npmPackage('srv', '@a/b', '1.0.0', { license: ['MIT', '?'] }),
    ],
  ])
  const alpine = await imageOf([
    [
      osRelease('alpine', '3.20.1'),
      apkDatabase({ name: 'musl', version: '1.2.5-r0', license: 'MIT AND BSD-2-Clause' }),
    ],
    [file('usr/lib/broken/package.json', '{')],
  ])
  const bare = reportOf(await imageOf([]))
  return [
    bare,
    { ...bare, subject: { name: 'rootfs' } },
    { ...bare, subject: { name: 'rootfs', digest: 'sha512:00', created: 'yesterday' } },
    reportOf(strange),
    reportOf(alpine, []),
    reportOf(
      { ...alpine, complete: false, layers: alpine.layers.map((layer) => ({ ...layer, problems: [damage] })) },
      [],
    ),
  ]
}

describe('OUT-1, SCN-031: documents are valid by the schema of their format', () => {
  test.each([
    ['CycloneDX 1.6', cycloneDx, cycloneDxSchema],
    ['SPDX 2.3', spdx, () => schemaOf('spdx-2.3')],
    ['SARIF 2.1.0', sarif, () => schemaOf('sarif-2.1.0')],
  ] as const)('%s', async (_name, write, schema) => {
    const check = schema()
    for (const report of [fixedReport, await sample(), ...(await corners())]) expect(check(write(report))).toEqual([])
    expect(check('{}')).not.toEqual([])
    expect(check(JSON.stringify({ ...JSON.parse(write(await sample())), unheardOf: 1 }))).not.toEqual([])
  })
})

describe('OUT-1, SCN-031: the same image gives the same bytes, here and elsewhere', () => {
  test.each(Object.entries(writers))('%s, twice', async (_name, write) => {
    expect(write(await sample())).toBe(write(await sample()))
  })

  test.each([
    ['cycloneDx', '701dad67c56e42e7dbe05d2fcb50c2fa9bdd17ba9ed49f37686dbfb19e38d84c'],
    ['spdx', '38109e622f30370c59ac17c32a9ca2ec6fc3b639d068fe4a1d6d4476a926ae8e'],
    ['sarif', 'dc5efd19fac70de3ab6697dee41295c6f3c02b46c7b57af17b87e8c6e9863dca'],
    ['reportJson', '61af2a1a9750693a2dabc56bbc391cda6a4c5357426927c006f5fdf51b3e84a2'],
    ['table', 'a2886d617791b0c88bb315c745f296e3993906547341dd07fc57f07ebabb12e4'],
  ] as const)('%s has this hash on every machine', (name, hash) => {
    expect(sha256(writers[name](fixedReport))).toBe(hash)
  })

  test('the number of a document changes with its content, and with nothing else', async () => {
    const report = await sample()
    const other = { ...report, subject: { ...report.subject, name: 'acme/widget:1.0.1' } }
    const numbers = [report, await sample(), other].map((each) => cycloneDxOf(each).serialNumber)
    const namespaces = [report, await sample(), other].map((each) => spdxOf(each).documentNamespace)
    for (const [first, same, changed] of [numbers, namespaces]) {
      expect(same).toBe(first)
      expect(changed).not.toBe(first)
    }
  })

  test('the date is that of the image, or none', async () => {
    const report = await sample()
    expect(cycloneDxOf(report).metadata.timestamp).toBe('2026-03-01T10:20:30Z')
    expect(spdxOf(report).creationInfo.created).toBe('2026-03-01T10:20:30Z')
    const undated = { ...report, subject: { name: 'rootfs' } }
    expect(cycloneDxOf(undated).metadata.timestamp).toBeUndefined()
    expect(spdxOf(undated).creationInfo.created).toBe('1970-01-01T00:00:00Z')
  })
})

describe('OUT-2: what an SBOM says of a component', () => {
  const named = (list: readonly { readonly name: string }[], name: string) => list.find((entry) => entry.name === name)

  test('CycloneDX: evidence, layer, confidence, licence, origin', async () => {
    const document = cycloneDxOf(await sample())
    expect(named(document.components, 'libssl3')).toMatchObject({
      type: 'library',
      version: '3.0.19-1~deb12u2',
      purl: 'pkg:deb/debian/libssl3@3.0.19-1~deb12u2?arch=amd64&distro=debian-12',
      licenses: [{ license: { id: 'Apache-2.0' } }, { license: { name: 'odd words' } }],
      pedigree: {
        ancestors: [{ name: 'openssl', purl: 'pkg:deb/debian/openssl@3.0.19-1~deb12u2?arch=source&distro=debian-12' }],
      },
      evidence: { occurrences: [{ location: 'var/lib/dpkg/status' }] },
      properties: [
        { name: 'chandlery:confidence', value: 'installed' },
        { name: 'chandlery:layer:index', value: '0' },
        { name: 'chandlery:layer:digest', value: 'sha256:layer-0' },
        {
          name: 'chandlery:evidence',
          value: 'dpkg.status: var/lib/dpkg/status in layer 0: libssl3 3.0.19-1~deb12u2',
        },
      ],
    })
    expect(named(document.components, 'left')).toMatchObject({
      group: '@acme',
      licenses: [{ expression: 'MIT OR Apache-2.0' }],
    })
  })

  test('CycloneDX: a package of the distribution contains what it owns; what was removed is not listed', async () => {
    const document = cycloneDxOf(await sample())
    expect(named(document.components, 'node-right')).toMatchObject({
      components: [{ name: 'right', version: '2.0.0' }],
    })
    expect(named(document.components, 'right')).toMatchObject({ version: '2.1.0' })
    expect(named(document.components, 'gone')).toBeUndefined()
    expect(named(document.components, 'debian')).toMatchObject({ type: 'operating-system', version: '12' })
  })

  test('SPDX: contains and generated from', async () => {
    const document = spdxOf(await sample())
    const id = (name: string, version?: string) =>
      document.packages.find((entry) => entry.name === name && (version === undefined || entry.versionInfo === version))
        ?.SPDXID
    const related = document.relationships.map(
      (entry) => `${entry.spdxElementId} ${entry.relationshipType} ${entry.relatedSpdxElement}`,
    )
    expect(related).toContain(`SPDXRef-DOCUMENT DESCRIBES SPDXRef-Image`)
    expect(related).toContain(`SPDXRef-Image CONTAINS ${id('libssl3')}`)
    expect(related).toContain(`${id('libssl3')} GENERATED_FROM ${id('openssl')}`)
    expect(related).toContain(`${id('node-right')} CONTAINS ${id('right', '2.0.0')}`)
    expect(related).not.toContain(`SPDXRef-Image CONTAINS ${id('right', '2.0.0')}`)
  })

  test('SPDX: licences are expressions; what is none is referred to and quoted', async () => {
    const document = spdxOf(await sample())
    const [quoted] = document.hasExtractedLicensingInfos
    expect(quoted).toMatchObject({ extractedText: 'odd words' })
    expect(named(document.packages, 'libssl3')).toMatchObject({
      licenseDeclared: `Apache-2.0 AND ${quoted?.licenseId}`,
      annotations: [
        { comment: 'confidence: installed' },
        { comment: 'layer: 0 sha256:layer-0' },
        { comment: 'evidence: dpkg.status: var/lib/dpkg/status in layer 0: libssl3 3.0.19-1~deb12u2' },
      ],
    })
    expect(named(document.packages, '@acme/left')).toMatchObject({ licenseDeclared: 'MIT OR Apache-2.0' })
  })
})

describe('findings', () => {
  test('CycloneDX: ratings, the component, the version that ends it, and why', async () => {
    const [first, ...others] = cycloneDxOf(await sample()).vulnerabilities
    expect(first).toMatchObject({
      id: 'DEBIAN-CVE-2026-0001',
      references: [{ id: 'CVE-2026-0001' }],
      ratings: [{ score: 9.8, severity: 'critical', method: 'CVSSv31' }],
      recommendation: 'Upgrade openssl to 3.0.20-1~deb12u1.',
      affects: [{ versions: [{ version: '3.0.19-1~deb12u2', status: 'affected' }] }],
    })
    expect(first?.properties).toContainEqual({
      name: 'chandlery:explanation',
      value:
        'openssl 3.0.19-1~deb12u2 is affected in Debian:12 from the start to before 3.0.20-1~deb12u1; fixed in 3.0.20-1~deb12u1 (compared as deb).',
    })
    expect(others.map(({ id }) => id)).toEqual(['GHSA-aaaa-bbbb-cccc', 'BIT-node-2026-0003', 'GHSA-dddd-eeee-ffff'])
  })

  test('SARIF: what a person must decide has no level; a rule bears the score', async () => {
    const run = sarifOf(await sample())
    expect(run.results.map(({ ruleId, level, kind }) => [ruleId, level, kind])).toEqual([
      ['DEBIAN-CVE-2026-0001', 'error', undefined],
      ['GHSA-aaaa-bbbb-cccc', 'warning', undefined],
      ['BIT-node-2026-0003', 'note', undefined],
      ['GHSA-dddd-eeee-ffff', 'none', 'review'],
    ])
    expect(run.tool.driver.rules[0]?.properties).toMatchObject({ 'security-severity': '9.8' })
    const located = run.results[2]?.locations[0]?.physicalLocation
    expect(located).toMatchObject({ artifactLocation: { uri: 'srv/app/bin/app', uriBaseId: 'IMAGE' } })
    expect(located?.region.byteOffset).toBeGreaterThan(0)
  })

  test('LIM-9: a partial scan says so in every format', async () => {
    const partial = (await corners()).at(-1) as ScanReport
    expect(cycloneDxOf(partial).compositions).toMatchObject([{ aggregate: 'incomplete' }])
    expect(spdxOf(partial).comment).toContain('damaged')
    expect(sarifOf(partial).invocations).toMatchObject([
      { executionSuccessful: false, toolExecutionNotifications: [{ level: 'error' }, { level: 'error' }] },
    ])
    expect(jsonOf(partial)).toMatchObject({ complete: false })
    expect(table(partial)).toContain('No finding in what was examined.')
    expect(table(partial)).toContain('NOT EVERYTHING WAS EXAMINED:\n  Layer 0 (sha256:layer-0): The archive is damaged')
    expect(table(partial)).toContain('(a/b and 11 more)')
  })

  test('DAT-2: feeds, their age and what no feed is about', async () => {
    const text = table(await sample())
    expect(text).toContain('Compared with: Debian:12: 2 records, newest of 2026-02-27.')
    expect(text).toContain('No advisories were given for: Bitnami, npm.')
    expect(jsonOf(await sample())).toMatchObject({
      feeds: [{ ecosystem: 'Debian:12', records: 2 }],
      uncovered: ['Bitnami', 'npm'],
    })
  })

  test('without advisories the table lists what the image is made of and claims nothing', async () => {
    const text = table(reportOf(await sampleImage()))
    expect(text).toMatch(/^libssl3 +3\.0\.19-1~deb12u2 +deb +0 +var\/lib\/dpkg\/status$/m)
    expect(text).toContain('nothing was compared')
    expect(text).not.toContain('No finding')
  })

  test('SHP-4: what is only declared counts apart', async () => {
    const image = await sampleImage()
    const declared = {
      ...image,
      components: image.components.map((component) => ({ ...component, confidence: 'declared' as const })),
    }
    const none = { critical: 0, major: 0, minor: 0, unknown: 0, uncertain: 0 }
    expect(jsonOf(reportOf(declared, sampleAdvisories))).toMatchObject({
      totals: { findings: { ...none, declared: 4 } },
    })
  })

  test('names from strangers do no harm to a terminal', async () => {
    const evil = { ...(await sample()), subject: { name: 'a\u001b[2J\nb' } }
    expect(table(evil).split('\n')[0]).toBe('a\ufffd[2J\ufffdb: debian 12, 3 layers, 6 components')
  })
})
