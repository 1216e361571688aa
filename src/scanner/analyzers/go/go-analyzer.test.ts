import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { elf } from '../../testing/elf-writer.ts'
import { goBuildInfo } from '../../testing/go-build-info.ts'
import { pe } from '../../testing/pe-writer.ts'
import { imageOf } from '../../testing/read-bytes.ts'
import { file } from '../../testing/tar-writer.ts'
import { goAnalyzer } from './go-analyzer.ts'
import { linkerVersion } from './linker-version.ts'
import { toolchainVersion } from './toolchain-version.ts'

const fixture = readFileSync(join(import.meta.dirname, 'fixtures/modules.txt'), 'utf8')

function parse(modules: string, version = 'go1.22.1') {
  return goAnalyzer.parse({ path: 'x', hits: [], facts: { format: 'elf', needed: [], go: { version, modules } } })
}

const named = (modules: string, version?: string) =>
  parse(modules, version).packages.map((found) => [found.name, found.version])

test('the module table: main module, dependencies, replacements, standard library', () => {
  expect(named(fixture)).toEqual([
    ['stdlib', '1.22.1'],
    ['example.com/app', 'v1.4.2'],
    ['github.com/gorilla/mux', 'v1.8.0'],
    ['gopkg.in/yaml.v2', 'v2.4.0'],
    ['example.com/local', undefined],
    ['golang.org/x/net', 'v0.0.0-20220722155237-a158d28d115b'],
  ])
  expect(parse(fixture).packages[3]?.detail).toBe(
    'dep github.com/old/yaml v2.0.0+incompatible => gopkg.in/yaml.v2 v2.4.0',
  )
})

test('a program without modules, and one that says nothing', () => {
  expect(named('', 'go1.17')).toEqual([['stdlib', '1.17.0']])
  expect(goAnalyzer.parse({ path: 'x', hits: [] }).packages).toEqual([])
})

test('the go command itself is the toolchain, too', () => {
  expect(named('path\tcmd/go\n')).toEqual([
    ['stdlib', '1.22.1'],
    ['toolchain', '1.22.1'],
  ])
})

test('only the main module is marked as such', () => {
  expect(
    parse(fixture)
      .packages.filter(({ isMainModule }) => isMainModule)
      .map(({ name }) => name),
  ).toEqual(['example.com/app'])
})

test('paths that no module has are counted, not reported', () => {
  expect(parse('dep\t\tv1.0.0\ndep\ta b\tv1.0.0\ndep\ta//b\tv1.0.0\n')).toMatchObject({
    packages: [{ name: 'stdlib' }],
    unreadable: '3 modules without a usable path',
  })
})

describe('SCN-022: the version of the main module (MAT-7)', () => {
  const main = (version: string, flags = '') =>
    named(`mod\texample.com/app\t${version}\t\nbuild\t-ldflags=${JSON.stringify(flags)}\n`)[1]?.[1]

  test.each([
    ['v1.2.3', '', 'v1.2.3'],
    ['v1.2.3-rc.1', '', 'v1.2.3-rc.1'],
    ['v1.2.3+dirty', '', 'v1.2.3+dirty'],
    ['v2.0.0+incompatible', '', 'v2.0.0+incompatible'],
    ['(devel)', '', undefined],
    ['', '', undefined],
    ['v0.0.0-20240101120000-0123456789ab', '', 'v0.0.0-20240101120000-0123456789ab'],
    ['v1.2.4-0.20240101120000-0123456789ab', '-X main.commit=1', 'v1.2.4-0.20240101120000-0123456789ab'],
    ['v1.2.3-rc.1.0.20240101120000-0123456789ab+dirty', '-X main.version=1.2.3', 'v1.2.3'],
    ['(devel)', '-s -w -X main.version=1.5.0', 'v1.5.0'],
    ['v1.2.4-0.20240101120000-0123456789ab', '-X main.Version=v1.2.3', 'v1.2.3'],
    ['v1.2.3', '-X main.version=9.9.9', 'v1.2.3'],
  ])('%s with the flags "%s": %s', (version, flags, expected) => expect(main(version, flags)).toBe(expected))
})

describe('versions given to the linker', () => {
  test.each([
    ['-X main.version=v1.2.3', 'v1.2.3'],
    ['-X=main.Version=1.2.3', 'v1.2.3'],
    ["-s -X 'main.buildVersion=1.2.3' -w", 'v1.2.3'],
    ['-X "main.version=1.2.3" -extldflags "-static -X main.tag=7.7.7"', 'v1.2.3'],
    ['-X example.com/app/internal/version.gitVersion=v1.29.0', 'v1.29.0'],
    ['-X k8s.io/component-base/version.gitVersion=v1.29.0', 'v1.29.0'],
    ['-X k8s.io/component-base/version.gitVersion=v1.29.0 -X main.version=2.0.0', 'v2.0.0'],
    ['-X main.version=1.2.3 -X main.Version=1.2.4', undefined],
    ['-X main.version=dev -X main.commit=0123456', undefined],
    ['-X main.goVersion=1.22.1', undefined],
    ['-X main.version', undefined],
    ['-X', undefined],
    ["-X 'main.version=1.2.3", 'v1.2.3'],
  ])('%s: %s', (flags, expected) => expect(linkerVersion(flags, 'example.com/app')).toBe(expected))
})

test.each([
  ['go1.22.1', '1.22.1'],
  ['go1.20', '1.20.0'],
  ['go1.21rc2', '1.21.0-rc.2'],
  ['go1.9.2rc2', '1.9.2-rc.2'],
  ['go1.22.1 X:boringcrypto', '1.22.1'],
  ['go1.21.5-custom', '1.21.5'],
  ['devel go1.23-0123456789 Mon Jan 1 00:00:00 2024 +0000', undefined],
  ['go1.x', undefined],
  ['', undefined],
])('the toolchain %s is %s', (text, expected) => expect(toolchainVersion(text)).toBe(expected))

test('SCN-010: a program of mode 0644 and a library under odd names, in an image', async () => {
  const content = goBuildInfo({ version: 'go1.22.1', modules: fixture })
  const image = await imageOf([
    [
      file('opt/data.bin', elf({ sections: { '.go.buildinfo': content }, sectionTable: false })),
      file('opt/libapp.so', elf({ sections: { '.go.buildinfo': content }, soname: 'libapp.so' })),
      file('opt/tool', pe({ sections: { '.data': content } })),
    ],
  ])
  expect(image.components.map(({ purl }) => purl)).toEqual([
    'pkg:golang/example.com/app@v1.4.2',
    'pkg:golang/example.com/local',
    'pkg:golang/github.com/gorilla/mux@v1.8.0',
    'pkg:golang/golang.org/x/net@v0.0.0-20220722155237-a158d28d115b',
    'pkg:golang/gopkg.in/yaml.v2@v2.4.0',
    'pkg:golang/stdlib@1.22.1',
  ])
  expect(image.components[0]?.locations.map(({ path }) => path)).toEqual(['opt/data.bin', 'opt/libapp.so', 'opt/tool'])
  expect(image.complete).toBe(true)
})

test('any table and any flags: never throws', () => {
  const words = fc.constantFrom(
    'path',
    'mod',
    'dep',
    '=>',
    'build',
    '\t',
    '\n',
    'v1.0.0',
    '-ldflags=',
    '"',
    "'",
    '-X ',
    '=',
    '\\',
  )
  const text = fc.array(fc.oneof(words, fc.string()), { maxLength: 40 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, fc.string(), (modules, version) => {
      expect(Array.isArray(parse(modules, version).packages)).toBe(true)
    }),
  )
})
