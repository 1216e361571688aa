import { describe, expect, test } from 'vitest'
import { jar, pomProperties } from '../testing/fake-archives.ts'
import { apkDatabase, debDatabase, debFiles, osRelease } from '../testing/fake-packages.ts'
import { imageOf } from '../testing/read-bytes.ts'
import { file, type TarSpec } from '../testing/tar-writer.ts'
import { zip, zipped } from '../testing/zip-writer.ts'

const metadata = 'Name: x\nVersion: 1.0\n'

const languages: readonly (readonly [string, string, string | Buffer])[] = [
  ['npm', 'usr/share/nodejs/x/package.json', '{"name":"x","version":"1.0.0"}'],
  ['pypi', 'usr/lib/python3/dist-packages/x-1.0.dist-info/METADATA', metadata],
  ['pypi', 'usr/lib/python3/dist-packages/x-1.0.egg-info', metadata],
  ['pypi', 'usr/lib/python3/dist-packages/x.egg-info/PKG-INFO', metadata],
  ['pypi', 'usr/share/python-wheels/x-1.0-py3-none-any.whl', zip([zipped('x-1.0.dist-info/METADATA', metadata)])],
  ['maven', 'usr/share/java/x.jar', jar(pomProperties('org.example:x', '1.0'))],
  ['gem', 'usr/share/rubygems-integration/all/specifications/x-1.0.gemspec', '# stub: x 1.0 ruby lib\n'],
  ['composer', 'usr/share/php/x/composer/installed.json', '[{"name":"a/x","version":"1.0"}]'],
  ['npm', 'usr/share/javascript/jquery/jquery.js', '/*! jQuery v3.6.0 | (c) */'],
]

const distributions: readonly (readonly [string, (path: string) => readonly TarSpec[]])[] = [
  [
    'deb',
    (path) => [
      osRelease('debian', '12'),
      debDatabase({ name: 'lib-x', version: '1.0-1' }),
      debFiles('lib-x', `/${path}`),
    ],
  ],
  ['apk', (path) => [osRelease('alpine', '3.20.1'), apkDatabase({ name: 'lib-x', version: '1.0-r0', files: [path] })]],
]

/** What is owned by which package, and what by none. */
async function owners(layers: readonly (readonly TarSpec[])[]) {
  const { components } = await imageOf(layers)
  const nameOf = (id: string | undefined) => components.find((component) => component.id === id)?.name
  return components
    .filter(({ ecosystem }) => ecosystem !== 'deb' && ecosystem !== 'apk')
    .map(({ ecosystem, ownedBy, locations }) => [ecosystem, nameOf(ownedBy), ...locations.map(({ path }) => path)])
}

describe.each(distributions)('SCN-019, MRG-2: what %s brought is judged by the distribution', (_, database) => {
  test.each(languages)('%s at %s', async (ecosystem, path, content) => {
    expect(await owners([[...database(path), file(path, content)]])).toEqual([[ecosystem, 'lib-x', path]])
  })

  test.each(languages)('but not %s like that at %s that somebody added', async (ecosystem, path, content) => {
    const added = `opt/${path}`
    expect(await owners([[...database(path), file(path, content)], [file(added, content)]])).toEqual(
      expect.arrayContaining([
        [ecosystem, 'lib-x', path],
        [ecosystem, undefined, added],
      ]),
    )
  })
})
