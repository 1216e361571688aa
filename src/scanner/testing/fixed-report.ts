import type { Component } from '../merge/image-components.ts'
import type { ScanReport } from '../output/report.ts'

const digest = (letter: string) => `sha256:${letter.repeat(64)}`

const library: Component = {
  id: '0'.repeat(32),
  purl: 'pkg:deb/debian/libssl3@3.0.19-1~deb12u2?arch=amd64&distro=debian-12',
  ecosystem: 'deb',
  name: 'libssl3',
  version: '3.0.19-1~deb12u2',
  architecture: 'amd64',
  source: { name: 'openssl', version: '3.0.19-1~deb12u2' },
  distribution: { id: 'debian', version: '12', codename: 'bookworm' },
  licenses: ['Apache-2.0', 'odd words'],
  confidence: 'installed',
  locations: [{ path: 'var/lib/dpkg/status', introducedIn: 0 }],
  evidence: [
    {
      path: 'var/lib/dpkg/status',
      layer: 0,
      layerDigest: digest('a'),
      rule: 'dpkg.status',
      detail: 'libssl3 3.0.19-1~deb12u2',
    },
  ],
  introducedIn: 0,
}

const program: Component = {
  id: '1'.repeat(32),
  purl: 'pkg:generic/node@20.11.1',
  ecosystem: 'generic',
  name: 'node',
  version: '20.11.1',
  licenses: [],
  confidence: 'identified',
  locations: [{ path: 'srv/ä b', introducedIn: 1 }],
  evidence: [
    { path: 'srv/ä b', layer: 1, layerDigest: digest('b'), rule: 'raw.node', detail: 'node.js/v20.11.1', offset: 4096 },
  ],
  introducedIn: 1,
}

const layer = (index: number, createdBy: string, introduced: readonly string[]) => ({
  index,
  digest: digest(index === 0 ? 'a' : 'b'),
  createdBy,
  entries: 10,
  compressedBytes: 1000,
  uncompressedBytes: 2000,
  introduced,
  removed: [],
  problems: [],
})

const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'
const score = { source: 'record', advisoryId: 'DEBIAN-CVE-2026-0001', score: 9.8, vector, cvssVersion: '3.1' } as const

/** A report written out by hand: the bytes of its outputs change only when a writer does. */
export const fixedReport: ScanReport = {
  tool: { name: 'chandlery', version: '1.2.3' },
  subject: {
    name: 'acme/widget:1.0.0',
    digest: digest('c'),
    created: '2026-03-01T10:20:30.123456789Z',
    os: 'linux',
    architecture: 'amd64',
  },
  image: {
    distribution: { id: 'debian', version: '12', codename: 'bookworm', like: [] },
    components: [library, program],
    layers: [layer(0, 'ADD rootfs.tar /', [library.id]), layer(1, 'COPY . /srv', [program.id])],
    complete: true,
  },
  findings: [
    {
      componentId: library.id,
      advisoryId: 'DEBIAN-CVE-2026-0001',
      aliases: ['CVE-2026-0001'],
      summary: 'Reads past the end of a buffer',
      match: {
        componentId: library.id,
        purl: library.purl,
        advisoryId: 'DEBIAN-CVE-2026-0001',
        vulnerabilities: ['CVE-2026-0001'],
        verdict: 'affected',
        affectedIndex: 0,
        fixedVersion: '3.0.20-1~deb12u1',
        explanation: {
          ecosystem: 'Debian:12',
          package: 'openssl',
          version: '3.0.19-1~deb12u2',
          comparator: 'deb',
          range: { introduced: '0', fixed: '3.0.20-1~deb12u1' },
        },
      },
      severity: { class: 'critical', score: 9.8, chosen: score, all: [score], broken: [], remark: false },
    },
    {
      componentId: program.id,
      advisoryId: 'BIT-node-2026-0003',
      aliases: [],
      summary: '',
      match: {
        componentId: program.id,
        purl: program.purl,
        advisoryId: 'BIT-node-2026-0003',
        vulnerabilities: ['BIT-node-2026-0003'],
        verdict: 'uncertain',
        affectedIndex: 0,
        explanation: {
          ecosystem: 'Bitnami',
          package: 'node',
          version: '20.11.1',
          comparator: 'semver',
          reason: 'cannot compare 20.11.1 with x',
        },
      },
      severity: { class: 'unknown', chosen: { source: 'none' }, all: [], broken: [], remark: false },
    },
  ],
  feeds: [{ ecosystem: 'Debian:12', records: 2, newest: '2026-02-27T00:00:00Z' }],
}
