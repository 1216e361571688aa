import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { elf } from '../../testing/elf-writer.ts'
import { debDatabase, debFiles, osRelease } from '../../testing/fake-packages.ts'
import { imageOf } from '../../testing/read-bytes.ts'
import { file } from '../../testing/tar-writer.ts'
import { noteAnalyzer } from './note-analyzer.ts'

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8')

const parse = (facts: { note?: string; sbom?: string }) =>
  noteAnalyzer.parse({ path: 'x', hits: [], facts: { format: 'elf', needed: [], ...facts } })

const debianNote = JSON.stringify({ type: 'deb', os: 'Debian', osVersion: '12', name: 'systemd', version: '252.6-1' })
const withNote = (text: string) =>
  elf({ notes: [{ name: 'FDO', type: 0xcafe1a7e, content: Buffer.from(`${text}\0`) }] })

test('the note of a distribution names the source package and who built it', () => {
  expect(parse({ note: fixture('fedora.json') }).packages).toMatchObject([
    {
      ecosystem: 'rpm',
      name: 'coreutils',
      version: '9.4-7.fc40',
      architecture: 'x86_64',
      source: { name: 'coreutils', version: '9.4-7.fc40' },
      distribution: { id: 'fedora', version: '40' },
    },
  ])
  expect(parse({ note: debianNote }).packages).toMatchObject([{ distribution: { id: 'debian', version: '12' } }])
})

test('kinds that we do not know, and half a note, say nothing', () => {
  expect(parse({ note: '{"type":"flatpak","name":"x","version":"1"}' }).packages).toEqual([])
  expect(parse({ note: '{"type":"deb","name":"x"}' }).packages).toEqual([])
  expect(parse({ note: '{"type":"toString","name":"x","version":"1"}' }).packages).toEqual([])
  expect(parse({ note: '{' })).toMatchObject({ packages: [], unreadable: 'the package note is not JSON' })
})

test('SHP-4: components of an embedded SBOM are declared', () => {
  expect(parse({ sbom: fixture('native-image.json') }).packages).toMatchObject([
    {
      ecosystem: 'maven',
      name: 'io.netty:netty-buffer',
      version: '4.1.100.Final',
      licenses: ['Apache-2.0'],
      confidence: 'declared',
    },
  ])
})

test('MRG-1: in an owned file a note is evidence; elsewhere it is a package of the distribution that it names', async () => {
  const image = await imageOf([
    [
      osRelease('debian', '12'),
      debDatabase({ name: 'systemd', version: '252.6-1' }),
      debFiles('systemd', '/usr/bin/systemctl'),
      file('usr/bin/systemctl', withNote(debianNote)),
      file('opt/ls', withNote(fixture('fedora.json'))),
    ],
  ])
  expect(image.components.map(({ purl, evidence }) => [purl, evidence.map(({ rule }) => rule)])).toEqual([
    ['pkg:deb/debian/systemd@252.6-1?arch=amd64&distro=debian-12', ['note.package', 'dpkg.status']],
    ['pkg:rpm/fedora/coreutils@9.4-7.fc40?arch=x86_64&distro=fedora-40', ['note.package']],
  ])
  expect(image.components[1]?.distribution).toEqual({ id: 'fedora', version: '40' })
})

test('any JSON in the note and the SBOM: never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, purl) => {
      parse({ note: JSON.stringify(value), sbom: JSON.stringify({ components: [value, { purl }] }) })
      parse({ note: JSON.stringify({ type: 'rpm', name: purl, version: purl, osCpe: purl }), sbom: purl })
    }),
  )
})
