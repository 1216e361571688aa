import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../../layers/limits.ts'
import { npmPackage } from '../../testing/fake-packages.ts'
import { imageOf } from '../../testing/read-bytes.ts'
import { file } from '../../testing/tar-writer.ts'
import { packageFromPurl } from '../purl-package.ts'
import { declaredAnalyzer } from './declared-analyzer.ts'

async function read(path: string, text: string) {
  const bytes = Buffer.from(text)
  const reading = declaredAnalyzer.read?.({ path, size: bytes.length }, defaultLimits)
  reading?.write(bytes)
  const kept = await reading?.end()
  return kept && 'text' in kept ? declaredAnalyzer.parse({ path, text: kept.text }).packages : kept
}

async function listed(path: string, text: string): Promise<string[]> {
  const packages = await read(path, text)
  return Array.isArray(packages)
    ? packages.map(({ ecosystem, name, version }) => `${ecosystem} ${name} ${version}`)
    : []
}

const json = (value: unknown) => JSON.stringify(value)

const lockfiles: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'package-lock.json',
    json({
      lockfileVersion: 3,
      packages: { '': { name: 'app', version: '1.0.0' }, 'node_modules/@a/b': { version: '2.0.0' } },
    }),
    ['npm @a/b 2.0.0'],
  ],
  [
    'yarn.lock',
    '# yarn lockfile v1\n\n"@a/b@^1.0.0", "@a/b@^1.2.0":\n  version "1.2.3"\n  resolved "https://x"\n  dependencies:\n    version "^9.0.0"\n\nc@~2:\n  version "2.0.0"\n',
    ['npm @a/b 1.2.3', 'npm c 2.0.0'],
  ],
  [
    'yarn.lock',
    '__metadata:\n  version: 6\n\n"@a/b@npm:^1.0.0, @a/b@npm:^1.2.0":\n  version: 1.2.3\n  resolution: "@a/b@npm:1.2.3"\n\n"old@npm:new@^3.0.0":\n  version: 3.0.0\n\n"app@workspace:.":\n  version: 0.0.0-use.local\n',
    ['npm @a/b 1.2.3', 'npm new 3.0.0'],
  ],
  [
    'pnpm-lock.yaml',
    "lockfileVersion: '9.0'\n\nimporters:\n  .:\n    dependencies:\n      x:\n        version: 1.0.0\n\npackages:\n\n  '@a/b@1.2.3':\n    resolution: {integrity: x}\n\n  c@2.0.0(d@1.0.0):\n    resolution: {}\n\nsnapshots:\n\n  e@5.0.0: {}\n",
    ['npm @a/b 1.2.3', 'npm c 2.0.0'],
  ],
  [
    'pnpm-lock.yaml',
    'packages:\n  /@a/b/1.2.3:\n    dev: true\n  /c@2.0.0:\n    dev: false\n',
    ['npm @a/b 1.2.3', 'npm c 2.0.0'],
  ],
  [
    'poetry.lock',
    '[[package]]\nname = "Zope_Interface"\nversion = "5.4.0"\ndescription = "x"\n\n[package.dependencies]\nversion = "1"\n\n[[package]]\nname = "b"\nversion = "1.0"\n\n[metadata]\n',
    ['pypi zope-interface 5.4.0', 'pypi b 1.0'],
  ],
  [
    'requirements.txt',
    '# c\na==1.0 ; python_version > "3"\nb>=2\nc [x, y] == 3.0.1  # d\nD_e===4\n-r other.txt\nf == 5.*\n',
    ['pypi a 1.0', 'pypi c 3.0.1', 'pypi d-e 4'],
  ],
  [
    'Gemfile.lock',
    'GIT\n  remote: x\n  specs:\n    g (9.0)\n\nGEM\n  remote: https://rubygems.org/\n  specs:\n    nokogiri (1.16.2-x86_64-linux)\n      racc (~> 1.4)\n    racc (1.7.3)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  nokogiri\n',
    ['gem nokogiri 1.16.2', 'gem racc 1.7.3'],
  ],
  [
    'composer.lock',
    json({ packages: [{ name: 'A/b', version: 'v1.0.0' }], 'packages-dev': [{ name: 'c/d', version: '2.0.0' }, {}] }),
    ['composer a/b 1.0.0', 'composer c/d 2.0.0'],
  ],
  [
    'go.mod',
    'module example.com/app\n\ngo 1.21\n\nrequire example.com/a v1.0.0\n\nrequire (\n\texample.com/b/v2 v2.1.0 // indirect\n\texample.com/c v1.0.0.0\n)\n\nexclude (\n\texample.com/d v1.0.0\n)\n',
    ['golang example.com/a v1.0.0', 'golang example.com/b/v2 v2.1.0'],
  ],
  [
    'Cargo.lock',
    'version = 3\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n\n[[package]]\nname = "serde"\nversion = "1.0.197"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\ndependencies = [\n "x",\n]\n',
    ['cargo serde 1.0.197'],
  ],
  [
    'packages.lock.json',
    json({
      version: 1,
      dependencies: {
        'net8.0': { 'Newtonsoft.Json': { type: 'Direct', resolved: '13.0.3' }, mine: { type: 'Project' } },
      },
    }),
    ['nuget Newtonsoft.Json 13.0.3'],
  ],
  [
    'app.cdx.json',
    json({
      bomFormat: 'CycloneDX',
      components: [
        { purl: 'pkg:npm/%40a/b@1.0.0', components: [{ purl: 'pkg:pypi/c@2' }] },
        { purl: 'pkg:deb/debian/d@1' },
      ],
    }),
    ['npm @a/b 1.0.0', 'pypi c 2'],
  ],
  [
    'app.spdx.json',
    json({
      spdxVersion: 'SPDX-2.3',
      packages: [{ externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:maven/g/a@1' }] }, {}],
    }),
    ['maven g:a 1'],
  ],
]

describe('SCN-026: lockfiles and bills of materials', () => {
  test.each(lockfiles)('%s', async (name, text, expected) => {
    expect(declaredAnalyzer.wants(`app/${name}`)).toBe(true)
    expect(await listed(name, text)).toEqual(expected)
    expect(await listed(name, text.replaceAll('\n', '\r\n'))).toEqual(expected)
  })

  test.each([
    'app/node_modules/x/yarn.lock',
    'root/go/pkg/mod/x@v1/go.mod',
    'app/vendor/x/composer.lock',
    'app/yarn.lock.bak',
    'cdx.json',
  ])('%s is not read', (path) => expect(declaredAnalyzer.wants(path)).toBe(false))

  test('they are declared, once each, and say where', async () => {
    expect(await read('go.mod', 'require example.com/a v1.0.0\nrequire example.com/a v1.0.0\n')).toEqual([
      {
        ecosystem: 'golang',
        name: 'example.com/a',
        version: 'v1.0.0',
        licenses: [],
        confidence: 'declared',
        rule: 'declared.golang',
        detail: 'go.mod: example.com/a v1.0.0',
      },
    ])
  })

  test('what is installed as well stays installed', async () => {
    const image = await imageOf([
      [
        file(
          'app/package-lock.json',
          json({ packages: { 'node_modules/x': { version: '1.0.0' }, 'node_modules/y': { version: '2.0.0' } } }),
        ),
        npmPackage('app', 'x', '1.0.0'),
      ],
    ])
    expect(image.components.map(({ name, confidence }) => [name, confidence])).toEqual([
      ['x', 'installed'],
      ['y', 'declared'],
    ])
  })

  test('what cannot be read is a reason, an empty list nothing', async () => {
    expect(await read('package-lock.json', '{')).toEqual({ unreadable: 'not JSON' })
    expect(await read('bom.json', '['.repeat(300))).toEqual({ unreadable: 'nested deeper than 200' })
    expect(await read('requirements.txt', 'x>=1\n')).toEqual({ ignore: true })
  })

  test('any text gets an answer', async () => {
    const names = fc.constantFrom(...lockfiles.map(([name]) => name))
    const pieces = fc.constantFrom(...lockfiles.flatMap(([, text]) => text.split(/(?<=[\n,{])/)))
    const text = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }).map((parts) => parts.join(''))
    const property = fc.asyncProperty(names, text, async (name, content) => {
      const packages = await read(name, content)
      if (Array.isArray(packages)) await imageOf([[file(name, content)]])
    })
    await fc.assert(property, { numRuns: 300 })
  })
})

test.each([
  ['pkg:npm/%40a/b@1.0.0', { ecosystem: 'npm', name: '@a/b', version: '1.0.0' }],
  ['pkg:maven/g/a@1', { ecosystem: 'maven', name: 'g:a', version: '1' }],
  ['pkg:golang/example.com/a/v2@v2.0.0', { ecosystem: 'golang', name: 'example.com/a/v2', version: 'v2.0.0' }],
  ['pkg:composer/a/b', { ecosystem: 'composer', name: 'a/b' }],
  ['pkg:deb/debian/a@1', undefined],
  ['pkg:maven/a@1', undefined],
  ['nonsense', undefined],
  ['', undefined],
])('the package URL %s', (text, expected) => expect(packageFromPurl(text)).toEqual(expected))
