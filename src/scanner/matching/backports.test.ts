import { describe, expect, test } from 'vitest'
import { allAnalyzers } from '../analyzers/all-analyzers.ts'
import type { PathAnalyzer } from '../analyzers/analyzer.ts'
import { mergeLayers } from '../merge/merge-layers.ts'
import { advisoryAbout, rangeOf } from '../testing/fake-advisories.ts'
import { apkDatabase, debDatabase, debFiles, npmPackage, osRelease } from '../testing/fake-packages.ts'
import { readBytes } from '../testing/read-bytes.ts'
import { file, type TarSpec, tar } from '../testing/tar-writer.ts'
import { match } from './match.ts'

const metadata = 'usr/lib/python3/dist-packages/requests-2.28.1.dist-info/METADATA'
const manifest = 'usr/lib/node_modules/semver/package.json'
const languagePackages = (python: string, node: string): TarSpec[] => [
  file(python, 'Metadata-Version: 2.1\nName: requests\nVersion: 2.28.1\n'),
  file(node, JSON.stringify({ name: 'semver', version: '7.3.5' })),
]
const upstream = [
  advisoryAbout('PyPI', 'requests', rangeOf({ introduced: '2.3.0' }, { fixed: '2.31.0' }), { id: 'PYSEC-2023-74' }),
  advisoryAbout('npm', 'semver', rangeOf({ introduced: '7.0.0' }, { fixed: '7.5.2' }), { id: 'GHSA-c2qf-rxjj-qqgw' }),
]

/** A database of any other distribution, as lines of ecosystem, name and version with its files. */
const anyDatabase: PathAnalyzer = {
  id: 'any-database',
  version: 1,
  wants: (path) => path === 'var/lib/any/packages.json',
  parse: ({ text }) => JSON.parse(text),
}
const anyPackages = (ecosystem: string, name: string, version: string) =>
  file(
    'var/lib/any/packages.json',
    JSON.stringify({
      packages: [
        { ecosystem, name, version, licenses: [], confidence: 'installed', rule: 'any', owns: [metadata, manifest] },
      ],
    }),
  )

async function componentsOf(...entries: readonly TarSpec[]) {
  const analyzers = { ...allAnalyzers, byPath: [anyDatabase, ...allAnalyzers.byPath] }
  const facts = await readBytes(tar(entries), { analyzers })
  return mergeLayers([facts], {}, { analyzers }).components
}

describe('SCN-019: back-ported fixes (MAT-5, MRG-2)', () => {
  const distributions: readonly (readonly [string, string, readonly TarSpec[]])[] = [
    [
      'Debian',
      'Debian:12',
      [
        osRelease('debian', '12'),
        debDatabase({ name: 'requests', version: '2.28.1+dfsg-1+deb12u1' }),
        debFiles('requests', `/${metadata}`, `/${manifest}`),
      ],
    ],
    [
      'Ubuntu',
      'Ubuntu:22.04',
      [
        osRelease('ubuntu', '22.04'),
        debDatabase({ name: 'requests', version: '2.28.1+dfsg-1+deb12u1' }),
        debFiles('requests', `/${metadata}`, `/${manifest}`),
      ],
    ],
    [
      'Alpine',
      'Alpine:v3.20',
      [
        osRelease('alpine', '3.20.1'),
        apkDatabase({ name: 'requests', version: '2.28.1-r1', files: [metadata, manifest] }),
      ],
    ],
    ['AlmaLinux', 'AlmaLinux:9', [osRelease('almalinux', '9.4'), anyPackages('rpm', 'requests', '2.28.1-3.el9_2')]],
    ['Rocky Linux', 'Rocky Linux:9', [osRelease('rocky', '9.4'), anyPackages('rpm', 'requests', '2.28.1-3.el9_2')]],
    [
      'openSUSE',
      'openSUSE:Leap 15.5',
      [osRelease('opensuse-leap', '15.5'), anyPackages('rpm', 'requests', '2.28.1-3')],
    ],
    [
      'Wolfi',
      'Wolfi',
      [
        osRelease('wolfi', '20230201'),
        apkDatabase({ name: 'requests', version: '2.28.1-r1', files: [metadata, manifest] }),
      ],
    ],
    ['a distribution without a feed', '', [osRelease('arch'), anyPackages('alpm', 'requests', '2.28.1-3')]],
  ]

  test.each(distributions)('%s: what it owns is judged by its own advisories only', async (_, ecosystem, database) => {
    const components = await componentsOf(...database, ...languagePackages(metadata, manifest))
    const languages = components.filter(({ ecosystem: type }) => type === 'pypi' || type === 'npm')
    expect(languages.map(({ name, version }) => `${name} ${version}`)).toEqual(['semver 7.3.5', 'requests 2.28.1'])
    expect(languages.flatMap((component) => match(component, upstream))).toEqual([])

    const fixed = advisoryAbout(ecosystem, 'requests', rangeOf({ introduced: '0' }, { fixed: '2.28.0' }))
    const unfixed = advisoryAbout(ecosystem, 'requests', rangeOf({ introduced: '0' }, { fixed: '9' }))
    const hits = components.flatMap((component) => match(component, [fixed]))
    expect(hits).toEqual([])
    const expected = ecosystem === '' ? [] : ['requests']
    expect(components.filter((component) => match(component, [unfixed]).length > 0).map(({ name }) => name)).toEqual(
      expected,
    )
  })

  test('the same packages beside a distribution are judged by what their own feeds say', async () => {
    const [, , debian] = distributions[0] ?? ['', '', []]
    const components = await componentsOf(
      ...debian,
      ...languagePackages('opt/app/lib/requests-2.28.1.dist-info/METADATA', 'opt/app/node_modules/semver/package.json'),
      npmPackage('srv', 'other', '1.0.0'),
    )
    const found = components.flatMap((component) => match(component, upstream).map(({ advisoryId }) => advisoryId))
    expect(found.sort()).toEqual(['GHSA-c2qf-rxjj-qqgw', 'PYSEC-2023-74'])
  })
})
