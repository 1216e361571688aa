import { describe, expect, test } from 'vitest'
import type { Component } from '../merge/image-components.ts'
import { advisoryAbout, almalinux, componentOf, debianRelease, rangeOf } from '../testing/fake-advisories.ts'
import { apkDatabase, debDatabase, debFiles, osRelease } from '../testing/fake-packages.ts'
import { imageOf } from '../testing/read-bytes.ts'
import { type MatchedComponent, match } from './match.ts'

const everything = rangeOf({ introduced: '0' })
const ofSource = (name: string, source: string, release = '12') =>
  componentOf('deb', name, '1-1', { source: { name: source, version: '1-1' }, ...debianRelease(release) })
const kernel = advisoryAbout('Debian:12', 'linux', everything)
const found = (component: MatchedComponent, advisory = kernel) => match(component, [advisory]).length > 0

describe('SCN-020: kernel flaws and packages without a kernel (MAT-6)', () => {
  test.each([
    ['linux-libc-dev', 'linux', false],
    ['linux-headers-6.1.0-18-amd64', 'linux', false],
    ['linux-headers-6.1.0-18-common', 'linux', false],
    ['linux-kbuild-6.1', 'linux', false],
    ['linux-compiler-gcc-12-x86', 'linux', false],
    ['linux-doc-6.1', 'linux', false],
    ['linux-image-6.1.0-18-amd64', 'linux', true],
    ['linux-modules-extra', 'linux', true],
  ])('%s: %s', (name, source, expected) => {
    expect(found(ofSource(name, source))).toBe(expected)
  })

  test('the same in RPM distributions, by the name of the package', () => {
    const erratum = (name: string) => advisoryAbout('AlmaLinux:9', name, everything)
    const at = (name: string) => found(componentOf('rpm', name, '5.14.0-1.el9', almalinux('9.3')), erratum(name))
    expect(['kernel-headers', 'kernel-devel', 'kernel-core', 'kernel'].map(at)).toEqual([false, false, true, true])
  })

  test('other sources may have packages of such names', () => {
    expect(
      found(ofSource('linux-libc-dev', 'cross-tools'), advisoryAbout('Debian:12', 'cross-tools', everything)),
    ).toBe(true)
  })
})

describe('SCN-020: packages in which nothing can run (MAT-6)', () => {
  const files: Readonly<Record<string, readonly string[]>> = {
    'libc-l10n': ['/usr', '/usr/share', '/usr/share/locale', '/usr/share/locale/de', '/usr/share/locale/de/libc.mo'],
    'glibc-doc': ['/usr/share/doc/glibc-doc/changelog.gz', '/usr/share/man/man3/x.3.gz'],
    'ncurses-base': ['/lib/terminfo/x/xterm', '/usr/share/tabset/std', '/usr/share/doc/ncurses-base/copyright'],
    'libc6-headers': ['/usr/include', '/usr/include/stdio.h', '/usr/include/x86_64/bits'],
    'libc-bin': ['/usr/bin/ldd', '/usr/share/doc/libc-bin/copyright'],
    libc6: ['/lib/x86_64-linux-gnu/libc.so.6', '/usr/share/doc/libc6/copyright'],
    'libc-scripts': ['/usr/share/libc/run.sh'],
    'libc-java': ['/usr/share/java/libc.jar'],
    'libc-empty': ['/usr', '/usr/lib', '/usr/lib/plugins'],
  }
  const image = () =>
    imageOf([
      [
        osRelease('debian', '12'),
        debDatabase(
          ...[...Object.keys(files), 'libc-listless'].map((name) => ({ name, version: '2.36-9', source: 'glibc' })),
        ),
        ...Object.entries(files).map(([name, paths]) => debFiles(name, '/.', ...paths)),
      ],
    ])
  const glibc = advisoryAbout('Debian:12', 'glibc', rangeOf({ introduced: '0' }, { fixed: '2.36-10' }))
  const hit = (components: readonly Component[], options = {}) =>
    components.flatMap((component) => match(component, [glibc], options).map(() => component.name))

  test('documents, headers, translations and terminal descriptions are not hit by what is wrong in the source', async () => {
    const { components } = await image()
    expect(hit(components)).toEqual(['libc-bin', 'libc-empty', 'libc-java', 'libc-listless', 'libc-scripts', 'libc6'])
  })

  test('they can be shown, with the reason', async () => {
    const { components } = await image()
    const doc = components.find(({ name }) => name === 'glibc-doc') as Component
    expect(match(doc, [glibc], { includeHarmless: true })).toMatchObject([
      { verdict: 'affected', explanation: { harmless: 'source affected, nothing executable here' } },
    ])
  })

  test('the same for Alpine, by origin', async () => {
    const { components } = await imageOf([
      [
        osRelease('alpine', '3.20.1'),
        apkDatabase(
          { name: 'openssl-doc', version: '3.3.1-r0', origin: 'openssl', files: ['usr/share/man/man1/x.1.gz'] },
          { name: 'libssl3', version: '3.3.1-r0', origin: 'openssl', files: ['usr/lib/libssl.so.3'] },
        ),
      ],
    ])
    const openssl = advisoryAbout('Alpine:v3.20', 'openssl', rangeOf({ introduced: '0' }, { fixed: '3.3.1-r1' }))
    expect(components.filter((component) => found(component, openssl)).map(({ name }) => name)).toEqual(['libssl3'])
  })
})
