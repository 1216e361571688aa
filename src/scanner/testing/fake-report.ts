import type { Advisory } from '../advisories/advisory.ts'
import { parseOsv } from '../advisories/osv.ts'
import { namesOf } from '../advisories/vulnerabilities.ts'
import { type AdvisorySource, findingsOf } from '../findings/findings.ts'
import type { ImageComponents } from '../merge/image-components.ts'
import type { ScanReport } from '../output/report.ts'
import { debDatabase, debFiles, fakeNode, npmPackage, osRelease } from './fake-packages.ts'
import { imageOf } from './read-bytes.ts'
import { file } from './tar-writer.ts'

/** One affected package of a made-up OSV record. */
export interface FakeAffected {
  readonly ecosystem: string
  readonly name: string
  readonly fixed?: string
  readonly introduced?: string
}

/** An OSV record, read as any other. */
export function advisoryOf(id: string, affected: FakeAffected, more: object = {}): Advisory {
  const { ecosystem, name, fixed, introduced = '0' } = affected
  const events = [{ introduced }, ...(fixed === undefined ? [] : [{ fixed }])]
  const parsed = parseOsv({
    id,
    affected: [{ package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events }] }],
    ...more,
  })
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.advisory
}

/** Advisories in memory. */
export function advisorySource(advisories: readonly Advisory[]): AdvisorySource {
  return {
    under: (key) =>
      advisories.filter(({ affected }) =>
        affected.some((entry) => entry.ecosystem === key.ecosystem && entry.name === key.name),
      ),
    sameAs: (advisory) =>
      advisories.filter(
        (other) => other.id !== advisory.id && namesOf(other).some((name) => namesOf(advisory).includes(name)),
      ),
  }
}

/** A report about an image, with findings by these advisories. */
export function reportOf(image: ImageComponents, advisories?: readonly Advisory[]): ScanReport {
  return {
    tool: { name: 'chandlery', version: '1.2.3' },
    subject: {
      name: 'acme/widget:1.0.0',
      digest: `sha256:${'ab'.repeat(32)}`,
      created: '2026-03-01T10:20:30.123456789Z',
      os: 'linux',
      architecture: 'amd64',
    },
    image,
    findings: findingsOf(image.components, advisorySource(advisories ?? [])),
    ...(advisories && { feeds: [{ ecosystem: 'Debian:12', records: 2, newest: '2026-02-27T00:00:00Z' }] }),
  }
}

const critical = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'
const major = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N'

/** Advisories about the image of `sampleImage`: certain and uncertain, by vector, by word and without any severity. */
export const sampleAdvisories: readonly Advisory[] = [
  advisoryOf(
    'DEBIAN-CVE-2026-0001',
    { ecosystem: 'Debian:12', name: 'openssl', fixed: '3.0.20-1~deb12u1' },
    {
      summary: 'Reads past the end of a buffer',
      upstream: ['CVE-2026-0001'],
      severity: [{ type: 'CVSS_V3', score: critical }],
    },
  ),
  advisoryOf(
    'GHSA-aaaa-bbbb-cccc',
    { ecosystem: 'npm', name: '@acme/left', fixed: '1.3.0' },
    {
      aliases: ['CVE-2026-0002'],
      severity: [{ type: 'CVSS_V3', score: major }],
    },
  ),
  advisoryOf(
    'BIT-node-2026-0003',
    { ecosystem: 'Bitnami', name: 'node', introduced: '20.0.0' },
    {
      database_specific: { severity: 'Low' },
    },
  ),
  advisoryOf('GHSA-dddd-eeee-ffff', { ecosystem: 'npm', name: 'right', fixed: 'not a version' }),
]

/** Three layers: a distribution, its change, and programs of the image's own. */
export function sampleImage(): Promise<ImageComponents> {
  const debs = [
    { name: 'libssl3', version: '3.0.19-1~deb12u2', source: 'openssl' },
    { name: 'node-right', version: '2.0.0-1' },
  ]
  return imageOf(
    [
      [
        osRelease('debian', '12', 'bookworm'),
        debDatabase(...debs, { name: 'gone', version: '1' }),
        debFiles('node-right', '/usr/lib/node_modules/right/package.json'),
        npmPackage('usr/lib', 'right', '2.0.0'),
        file('usr/share/doc/libssl3/copyright', 'Format: x\n\nLicense: Apache-2.0\n\nLicense: odd words\n'),
      ],
      [debDatabase(...debs)],
      [
        npmPackage('srv/app', '@acme/left', '1.2.0', { license: 'MIT OR Apache-2.0' }),
        npmPackage('srv/app', 'right', '2.1.0'),
        file('srv/app/bin/app', fakeNode('20.11.1')),
      ],
    ],
    {
      history: [
        { created_by: 'ADD rootfs.tar /' },
        { created_by: 'RUN apt-get purge gone' },
        { created_by: 'COPY . /srv' },
      ],
    },
  )
}
