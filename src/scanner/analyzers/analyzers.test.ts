import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../layers/limits.ts'
import { allAnalyzers } from './all-analyzers.ts'
import { apkAnalyzer } from './apk/apk-analyzer.ts'
import { copyrightAnalyzer } from './dpkg/copyright-analyzer.ts'
import { dpkgAnalyzer } from './dpkg/dpkg-analyzer.ts'
import { npmAnalyzer } from './npm/npm-analyzer.ts'
import { osAnalyzer } from './os/os-analyzer.ts'
import { pythonAnalyzer } from './python/python-analyzer.ts'
import { rawAnalyzer } from './raw/raw-analyzer.ts'

const fixture = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8')

describe('os', () => {
  const read = (path: string, text: string) => osAnalyzer.parse({ path, text }).distribution

  test('os-release', () => {
    expect(read('etc/os-release', fixture('os/fixtures/debian-12'))).toEqual({
      id: 'debian',
      version: '12',
      codename: 'bookworm',
      like: [],
      prettyName: 'Debian GNU/Linux 12 (bookworm)',
    })
    expect(read('usr/lib/os-release', fixture('os/fixtures/almalinux-9'))).toMatchObject({
      id: 'almalinux',
      version: '9.4',
      like: ['rhel', 'centos', 'fedora'],
    })
  })

  test.each([
    ['etc/alpine-release', '3.20.1\n', { id: 'alpine', version: '3.20.1' }],
    ['etc/debian_version', '12.11\n', { id: 'debian', version: '12' }],
    ['etc/redhat-release', 'Rocky Linux release 9.3 (Blue Onyx)\n', { id: 'rocky', version: '9.3' }],
  ])('%s', (path, text, expected) => expect(read(path, text)).toMatchObject(expected))

  test('unreleased Debian has no version', () => {
    expect(read('etc/debian_version', 'trixie/sid\n')).toEqual({ id: 'debian', like: [] })
  })

  test('nonsense is a reason, not a distribution', () => {
    expect(osAnalyzer.parse({ path: 'etc/os-release', text: 'ID="../.."\n' })).toHaveProperty('unreadable')
  })
})

describe('dpkg', () => {
  test('wants its files only', () => {
    const paths = [
      'var/lib/dpkg/status',
      'var/lib/dpkg/status.d/base',
      'var/lib/dpkg/info/curl.list',
      'var/lib/dpkg/info/curl.postinst',
      'opt/var/lib/dpkg/status',
      'var/lib/dpkg/status-old',
    ]
    expect(paths.filter((path) => dpkgAnalyzer.wants(path))).toEqual(paths.slice(0, 3))
  })

  test('the status file: sources, their own versions, states', () => {
    const { packages, unreadable } = dpkgAnalyzer.parse({
      path: 'var/lib/dpkg/status',
      text: fixture('dpkg/fixtures/status'),
    })
    expect(unreadable).toBeUndefined()
    expect(packages.map(({ name, version, source }) => [name, version, source?.name, source?.version])).toEqual([
      ['libssl3', '3.0.19-1~deb12u2', 'openssl', '3.0.19-1~deb12u2'],
      ['libgcc-s1', '12.2.0-14+deb12u1', 'gcc-12', '12.2.0-14+deb12u1'],
      ['bind9-host', '1:9.18.33-1~deb12u2+b1', 'bind9', '1:9.18.33-1~deb12u2'],
      ['adduser', '3.134', 'adduser', '3.134'],
    ])
  })

  test('status.d without a state, with Windows line ends, and its file list', () => {
    const { packages } = dpkgAnalyzer.parse({
      path: 'var/lib/dpkg/status.d/base',
      text: fixture('dpkg/fixtures/status.d-base'),
    })
    expect(packages).toMatchObject([{ name: 'base-files', version: '12.4+deb12u12', rule: 'dpkg.status.d' }])
    const sums = `${'0'.repeat(32)}  usr/bin/x y\nrubbish\n`
    expect(dpkgAnalyzer.parse({ path: 'var/lib/dpkg/status.d/base.md5sums', text: sums }).ownership).toEqual([
      { ecosystem: 'deb', name: 'base', paths: ['usr/bin/x y'] },
    ])
  })

  test('file lists of packages for several architectures', () => {
    const { ownership } = dpkgAnalyzer.parse({
      path: 'var/lib/dpkg/info/libssl3:amd64.list',
      text: '/.\n/usr\n/usr/lib/libssl.so.3\n',
    })
    expect(ownership).toEqual([{ ecosystem: 'deb', name: 'libssl3', paths: ['.', 'usr', 'usr/lib/libssl.so.3'] }])
  })

  test('entries that cannot be used are counted', () => {
    expect(
      dpkgAnalyzer.parse({
        path: 'var/lib/dpkg/status',
        text: 'Package: x y\nVersion: 1\n\nPackage: ok\nVersion: 1\n',
      }),
    ).toMatchObject({
      packages: [{ name: 'ok' }],
      unreadable: '1 entries without a usable name or version',
    })
  })
})

describe('copyright files', () => {
  const read = (text: string) => copyrightAnalyzer.keep?.(text, defaultLimits)

  test('state licences by name, or refer to the texts that every system has', () => {
    expect(read('Format: https://x\n\nFiles: *\nLicense: GPL-2+\n text\n\nLicense: Expat\nLicense: GPL-2+\n')).toEqual({
      text: 'Expat\nGPL-2+',
    })
    expect(read('see /usr/share/common-licenses/GPL-2.\nor /usr/share/common-licenses/LGPL-2.1, too')).toEqual({
      text: 'GPL-2\nLGPL-2.1',
    })
    expect(read('All rights reserved.')).toEqual({ ignore: true })
  })

  test('lie at one place only', () => {
    const paths = [
      'usr/share/doc/curl/copyright',
      'usr/share/doc/a/b/copyright',
      'usr/share/doc/copyright',
      'opt/usr/share/doc/x/copyright',
    ]
    expect(paths.filter((path) => copyrightAnalyzer.wants(path))).toEqual(paths.slice(0, 1))
  })
})

describe('apk', () => {
  test('the installed database: origins, licences, files', () => {
    const { packages, unreadable } = apkAnalyzer.parse({
      path: 'lib/apk/db/installed',
      text: fixture('apk/fixtures/installed'),
    })
    expect(unreadable).toBeUndefined()
    expect(packages).toMatchObject([
      {
        name: 'musl',
        version: '1.2.5-r0',
        source: { name: 'musl' },
        licenses: ['MIT'],
        owns: ['lib/ld-musl-x86_64.so.1', 'lib/libc.musl-x86_64.so.1'],
      },
      {
        name: 'libcrypto3',
        version: '3.3.1-r0',
        source: { name: 'openssl', version: '3.3.1-r0' },
        owns: ['etc/ssl/openssl.cnf', 'usr/lib/libcrypto.so.3'],
      },
      { name: '.build-deps', source: { name: '.build-deps' }, licenses: [], owns: [] },
    ])
  })
})

describe('npm', () => {
  test.each([
    ['package.json', true],
    ['app/package.json', true],
    ['app/node_modules/x/package.json', true],
    ['app/node_modules/test/package.json', true],
    ['app/node_modules/@scope/fixtures/package.json', true],
    ['app/node_modules/x/test/fixtures/y/package.json', false],
    ['app/tests/package.json', false],
    ['app/xpackage.json', false],
    ['app/package.json5', false],
  ])('%s: %s', (path, wanted) => expect(npmAnalyzer.wants(path)).toBe(wanted))

  const read = (json: unknown) => {
    const kept = npmAnalyzer.keep?.(typeof json === 'string' ? json : JSON.stringify(json), defaultLimits)
    return kept && 'text' in kept ? npmAnalyzer.parse({ path: 'package.json', text: kept.text }).packages : kept
  }

  test('name, version and licences in their three spellings', () => {
    expect(read({ name: '@a/b', version: 'v1.0.0', license: 'MIT', scripts: { install: 'x' } })).toMatchObject([
      { name: '@a/b', version: '1.0.0', licenses: ['MIT'] },
    ])
    expect(read({ name: 'x', version: '1.0.0', license: { type: 'ISC', url: 'u' } })).toMatchObject([
      { licenses: ['ISC'] },
    ])
    expect(read({ name: 'x', version: '1.0.0', licenses: [{ type: 'MIT' }, 'ISC', null] })).toMatchObject([
      { licenses: ['MIT', 'ISC'] },
    ])
  })

  test('what is no package says nothing; what is no JSON is named', () => {
    expect(read({ type: 'module' })).toEqual({ ignore: true })
    expect(read([1])).toEqual({ ignore: true })
    expect(read({ name: 1, version: {} })).toEqual({ ignore: true })
    expect(read({ name: '{{name}}', version: '1.0.0' })).toEqual([])
    expect(read({ name: 'x', version: '{{version}}' })).toEqual([])
    expect(read('{ name:')).toHaveProperty('unreadable')
  })
})

describe('python', () => {
  test.each([
    ['usr/lib/python3/dist-packages/x-1.dist-info/METADATA', true],
    ['x.egg-info/PKG-INFO', true],
    ['x.egg-info', true],
    ['lib/x.egg/EGG-INFO/PKG-INFO', true],
    ['x.dist-info/RECORD', false],
    ['PKG-INFO', false],
  ])('%s: %s', (path, wanted) => expect(pythonAnalyzer.wants(path)).toBe(wanted))

  const read = (text: string) => {
    const kept = pythonAnalyzer.keep?.(text, defaultLimits)
    return kept && 'text' in kept ? pythonAnalyzer.parse({ path: 'x.egg-info', text: kept.text }) : kept
  }

  test('the head counts, the description does not', () => {
    expect(read(fixture('python/fixtures/METADATA'))).toMatchObject({
      packages: [
        { name: 'zope-interface', version: '5.4.0', licenses: ['Zope Public License'], detail: 'Zope.Interface 5.4.0' },
      ],
    })
  })

  test('a licence expression wins over all else', () => {
    expect(
      read('Name: x\r\nVersion: 1\r\nLicense-Expression: MIT OR Apache-2.0\r\nLicense: UNKNOWN\r\n\r\ntext'),
    ).toMatchObject({
      packages: [{ licenses: ['MIT OR Apache-2.0'] }],
    })
  })

  test('no metadata, half of it, and bad names', () => {
    expect(read('nothing here')).toEqual({ ignore: true })
    expect(read('Name: x\n')).toHaveProperty('unreadable')
    expect(read('Name: ../x\nVersion: 1\n')).toEqual({ packages: [] })
  })
})

describe('raw node', () => {
  test('the hits of a real binary', () => {
    expect(rawAnalyzer.parse(JSON.parse(fixture('raw/fixtures/node-20.json'))).packages).toMatchObject([
      { ecosystem: 'generic', name: 'node', version: '20.20.2', detail: 'node.js/v20.20.2', offset: 36180079 },
    ])
  })

  test('a header archive, a longer text and a single signal are no hits', () => {
    const { hits } = JSON.parse(fixture('raw/fixtures/node-20.json')) as {
      hits: { needle: string; offset: number; text: string }[]
    }
    const parse = (texts: typeof hits) => rawAnalyzer.parse({ path: 'x', hits: texts }).packages
    expect(parse(hits.filter(({ needle }) => needle === 'node.js/v'))).toEqual([])
    expect(parse(hits.filter(({ text }) => !text.endsWith('20.20.2.tar.gz')))).toEqual([])
    expect(parse(hits.map((hit) => ({ ...hit, text: `${hit.text} and more` })))).toEqual([])
  })
})

describe('all analyzers', () => {
  test('have ids of their own, a version, and a readme with fixtures beside it', () => {
    const all = [...allAnalyzers.byPath, ...allAnalyzers.byContent]
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    for (const { id, version } of all) {
      expect(version).toBeGreaterThan(0)
      expect(fixture(`${id.split('-')[0]}/README.md`).length).toBeGreaterThan(200)
    }
  })

  test('never throw, whatever the text is', () => {
    const words = fc.constantFrom(
      'Package:',
      'Version:',
      'Source: x (',
      'Status:',
      'P:',
      'V:',
      'F:',
      'R:',
      'ID=',
      'VERSION_ID="',
      'Name:',
      '\n',
      '\n\n',
      ' ',
      '"',
      '{',
      '1.0',
      'é',
      '\0',
    )
    const text = fc.array(fc.oneof(words, fc.string()), { maxLength: 30 }).map((parts) => parts.join(''))
    const paths = [
      'etc/os-release',
      'etc/debian_version',
      'var/lib/dpkg/status',
      'var/lib/dpkg/info/x.list',
      'lib/apk/db/installed',
      'package.json',
      'x-1.dist-info/METADATA',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...paths), text, (path, content) => {
        const analyzer = allAnalyzers.byPath.find((candidate) => candidate.wants(path))
        const kept = analyzer?.keep ? analyzer.keep(content, defaultLimits) : { text: content }
        if (analyzer && 'text' in kept)
          expect(Array.isArray(analyzer.parse({ path, text: kept.text }).packages)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
