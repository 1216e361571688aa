import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  archiveOf,
  type FakeImage,
  newDockerArchive,
  ociLayout,
  oldDockerArchive,
} from '../../src/scanner/testing/fake-images.ts'
import { debDatabase, debStatus, npmPackage, osRelease } from '../../src/scanner/testing/fake-packages.ts'
import { file, tar } from '../../src/scanner/testing/tar-writer.ts'
import { runCommand } from './run-command.ts'

let folder = ''
const at = (name: string) => join(folder, name)

const image: FakeImage = {
  layers: [
    [osRelease('debian', '12'), debDatabase({ name: 'libssl3', version: '3.0.19-1~deb12u2', source: 'openssl' })],
    [npmPackage('srv', 'left', '1.2.0'), npmPackage('srv', 'right', '2.0.0')],
  ],
  tags: ['acme/widget:1.0.0'],
}
const damaged: FakeImage = {
  ...image,
  layers: [...image.layers, [file('srv/node_modules/odd/package.json', '{"name":')]],
}

const records = {
  'DEBIAN-CVE-2026-0001': {
    affected: [
      {
        package: { ecosystem: 'Debian:12', name: 'openssl' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '3.0.20-1~deb12u1' }] }],
      },
    ],
    upstream: ['CVE-2026-0001'],
    modified: '2026-02-27T00:00:00Z',
  },
  // The severity stands in another record about the same flaw (ADV-6).
  'CVE-2026-0001': { severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N' }] },
  'GHSA-left': {
    affected: [
      {
        package: { ecosystem: 'npm', name: 'left' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.3.0' }] }],
      },
    ],
    database_specific: { severity: 'LOW' },
  },
}

function write(name: string, content: string | Buffer): string {
  mkdirSync(dirname(at(name)), { recursive: true })
  writeFileSync(at(name), content)
  return at(name)
}

/** A program that answers as docker does, and keeps what it was asked. */
function fakeDocker(name: string, script: string): string {
  const path = write(name, `#!/bin/sh\necho "$@" >> "${at('asked')}"\n${script}\n`)
  rmSync(at('asked'), { force: true })
  chmodSync(path, 0o755)
  return path
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chandlery-scan-'))
  write('old.tar', oldDockerArchive(image))
  write('new.tar', newDockerArchive(image))
  write('layout.tar', archiveOf(ociLayout(image)))
  write('old.tar.gz', gzipSync(oldDockerArchive(image)))
  write('damaged.tar', oldDockerArchive(damaged))
  for (const [path, bytes] of Object.entries(ociLayout(image))) write(`layout/${path}`, bytes)
  write('rootfs/usr/lib/os-release', 'ID=debian\nVERSION_ID="12"\n')
  mkdirSync(at('rootfs/etc'))
  symlinkSync('../usr/lib/os-release', at('rootfs/etc/os-release'))
  write('rootfs/var/lib/dpkg/status', debStatus({ name: 'libssl3', version: '3.0.19-1~deb12u2', source: 'openssl' }))
  write('rootfs/srv/node_modules/left/package.json', JSON.stringify({ name: 'left', version: '1.2.0' }))
  write('rootfs/srv/node_modules/right/package.json', JSON.stringify({ name: 'right', version: '2.0.0' }))
  write('rootfs.tar', tar(image.layers.flat()))
  for (const [id, record] of Object.entries(records)) write(`advisories/${id}.json`, JSON.stringify({ id, ...record }))
  write('nothing.txt', 'this is no image')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('docker store scan', () => {
  test.each(['old.tar', 'new.tar', 'layout.tar', 'old.tar.gz', 'layout', 'rootfs', 'rootfs.tar'])(
    '%s: all components, and that nothing was compared',
    async (input) => {
      const { code, out, err } = await runCommand(['scan', at(input)])
      expect(out).toMatch(/^libssl3 +3\.0\.19-1~deb12u2 +deb +0 +var\/lib\/dpkg\/status$/m)
      expect(out).toMatch(/^left +1\.2\.0 +npm +[01] +srv\/node_modules\/left\/package\.json$/m)
      expect(out).toContain('No advisories were given, so this is only what the image is made of')
      expect(err).toBe('')
      expect(code).toBe(0)
    },
  )

  test('with advisories: findings worst first, feeds and their age, what no feed is about', async () => {
    const { code, out } = await runCommand(['scan', at('old.tar'), '--advisories', at('advisories')])
    expect(out.split('\n')).toEqual([
      'acme/widget:1.0.0: debian 12, 2 layers, 3 components',
      '',
      'CLASS  SCORE  ADVISORY       PACKAGE  VERSION           FIXED IN          LAYER  FILE',
      'major  6.1    CVE-2026-0001  libssl3  3.0.19-1~deb12u2  3.0.20-1~deb12u1  0      var/lib/dpkg/status',
      'minor         GHSA-left      left     1.2.0             1.3.0             1      srv/node_modules/left/package.json',
      '',
      '2 findings: 0 critical, 1 major, 1 minor, 0 unknown.',
      'Compared with: Debian:12: 1 record, newest of 2026-02-27; npm: 1 record.',
      '',
    ])
    expect(code).toBe(0)
  })

  test.each([
    ['json', (text: string) => expect(JSON.parse(text).format).toBe('chandlery.scan/1')],
    ['cyclonedx', (text: string) => expect(JSON.parse(text).specVersion).toBe('1.6')],
    ['spdx', (text: string) => expect(JSON.parse(text).spdxVersion).toBe('SPDX-2.3')],
    ['sarif', (text: string) => expect(JSON.parse(text).version).toBe('2.1.0')],
  ])('--format %s, to the terminal and to a file: the same bytes', async (format, check) => {
    const args = ['scan', at('old.tar'), '--format', format, '--advisories', at('advisories')]
    const { out } = await runCommand(args)
    check(out)
    const written = await runCommand([...args, '--output', at('report')])
    expect(written).toEqual({ code: 0, out: '', err: '' })
    expect(readFileSync(at('report'), 'utf8')).toBe(out)
  })

  test('progress is shown where people look, and is gone at the end', async () => {
    const { err, out } = await runCommand(['scan', at('old.tar')], { watched: true })
    expect(err).toContain('Read 2 of 2 layers …')
    expect(err.endsWith('\r\u001b[K')).toBe(true)
    expect(out).not.toContain('\u001b')
  })
})

describe('OUT-3: how it ends', () => {
  const scan = (input: string, ...more: string[]) =>
    runCommand(['scan', at(input), '--advisories', at('advisories'), ...more])

  test.each([
    ['critical', 0, 'The policy holds: nothing is critical.\n'],
    ['major', 1, 'The policy does not allow major findings: DEBIAN-CVE-2026-0001 in libssl3.\n'],
    ['minor', 1, 'The policy does not allow minor findings: DEBIAN-CVE-2026-0001 in libssl3, GHSA-left in left.\n'],
  ])('--fail-on %s: %d', async (failOn, expected, sentence) => {
    const { code, err, out } = await scan('old.tar', '--fail-on', failOn)
    expect(err).toBe(sentence)
    expect(code).toBe(expected)
    expect(out).toBe((await scan('old.tar')).out)
  })

  test('something was not examined: 8, and the report says what; a policy that fails comes first', async () => {
    const partial = await scan('damaged.tar')
    expect(partial.code).toBe(8)
    expect(partial.out).toContain('NOT EVERYTHING WAS EXAMINED:\n  Layer 2 (sha256:')
    expect(partial.out).toContain('(srv/node_modules/odd/package.json)')
    expect(partial.err).toContain('Not everything was examined: Layer 2')
    expect((await scan('damaged.tar', '--fail-on', 'critical')).code).toBe(8)
    expect((await scan('damaged.tar', '--fail-on', 'major')).code).toBe(1)
  })

  test('--fail-on without advisories could never fail, so it is refused', async () => {
    const { code, err } = await runCommand(['scan', at('old.tar'), '--fail-on', 'major'])
    expect(err).toBe('--fail-on needs --advisories: without them nothing is compared, and nothing could fail.\n')
    expect(code).toBe(2)
  })

  test('what is no image', async () => {
    const { code, err, out } = await runCommand(['scan', at('nothing.txt')])
    expect(err).toBe(
      `${at('nothing.txt')} is no image: it is neither a tar archive nor a compressed one. Give an archive made by docker save, an image layout or a root file system.\n`,
    )
    expect([code, out]).toEqual([2, ''])
  })

  test('a path where nothing is, and advisories that are none', async () => {
    const missing = await runCommand(['scan', './no/such.tar'])
    expect(missing).toEqual({ code: 4, out: '', err: 'There is no file or folder ./no/such.tar. Check the path.\n' })
    const absent = await runCommand(['scan', at('old.tar'), '--advisories', at('nowhere')])
    expect(absent).toEqual({ code: 4, out: '', err: `There are no advisories at ${at('nowhere')}.\n` })
    const empty = await runCommand(['scan', at('old.tar'), '--advisories', at('layout')])
    expect(empty.err).toBe(`There are no OSV records in ${at('layout')}. Give a zip or a folder of them.\n`)
    expect(empty.code).toBe(2)
  })

  test('options that are none', async () => {
    const { code, err } = await runCommand(['scan', at('old.tar'), '--format', 'xml'])
    expect(err).toContain('Allowed choices are table, json, cyclonedx, spdx, sarif.')
    expect(code).toBe(2)
    expect((await runCommand(['scan'])).code).toBe(2)
    expect((await runCommand(['--help'])).code).toBe(0)
  })
})

describe('an image of the local docker', () => {
  test('is read from docker save as it comes', async () => {
    const docker = fakeDocker('docker-good', `cat "${at('new.tar')}"`)
    const { code, out } = await runCommand(['--context', 'far', 'store', 'scan', 'acme/widget:1.0.0'], { docker })
    expect(out).toMatch(/^acme\/widget:1\.0\.0: debian 12, 2 layers, 3 components$/m)
    expect(code).toBe(0)
    expect(readFileSync(at('asked'), 'utf8')).toBe('--context far save acme/widget:1.0.0\n')
  })

  test('there is no docker', async () => {
    const { code, err } = await runCommand(['scan', 'acme/widget'])
    expect(err).toBe(
      'There is no file "acme/widget", and as an image it cannot be asked for: docker was not found on this machine, tried as "/nowhere/docker". Install docker, or give an archive, an image layout or a root file system.\n',
    )
    expect(code).toBe(7)
  })

  test('docker does not have it', async () => {
    const docker = fakeDocker(
      'docker-without',
      'echo "Error response from daemon: reference does not exist" >&2; exit 1',
    )
    const { code, err } = await runCommand(['scan', 'acme/widget:2'], { docker })
    expect(err).toBe(
      'There is neither a file nor an image "acme/widget:2" on this machine. Pull the image first (docker pull acme/widget:2) or check the path.\n',
    )
    expect(code).toBe(4)
  })

  test('docker does not answer, or ends in the middle', async () => {
    const silent = fakeDocker('docker-silent', 'echo "Cannot connect to the Docker daemon." >&2; exit 1')
    const asked = await runCommand(['scan', 'acme/widget'], { docker: silent })
    expect(asked.err).toBe(
      'Docker does not answer: Cannot connect to the Docker daemon. Start docker, or give an archive of the image.\n',
    )
    expect(asked.code).toBe(7)
    const broken = fakeDocker('docker-broken', `head -c 3000 "${at('old.tar')}"; echo "write: broken" >&2; exit 1`)
    const ended = await runCommand(['scan', 'acme/widget'], { docker: broken })
    expect(ended.err).toBe('Docker could not save acme/widget: write: broken.\n')
    expect(ended.code).toBe(7)
  })

  test('docker takes the command for a plugin', async () => {
    const { out, code } = await runCommand(['docker-cli-plugin-metadata'])
    expect(JSON.parse(out)).toEqual({
      SchemaVersion: '0.1.0',
      Vendor: 'Chandlery',
      Version: '1.2.3',
      ShortDescription: 'Scan images for components and known vulnerabilities',
    })
    expect(code).toBe(0)
  })
})
