import { describe, expect, test } from 'vitest'
import { mergeLayers } from '../index.ts'
import { apkDatabase, debDatabase, debFiles, fakeNode, npmPackage, osRelease } from '../testing/fake-packages.ts'
import { imageOf, readBytes } from '../testing/read-bytes.ts'
import { rpmDatabase } from '../testing/rpm-databases.ts'
import { file, folder, hardlink, opaque, symlink, type TarSpec, tar, whiteout } from '../testing/tar-writer.ts'
import type { Component, ImageComponents } from './image-components.ts'

const named = (image: ImageComponents, name: string): Component[] =>
  image.components.filter((component) => component.name === name)
const one = (image: ImageComponents, name: string): Component => {
  const found = named(image, name)
  expect(found.map(({ purl }) => purl)).toHaveLength(1)
  return found[0] as Component
}
const debian = osRelease('debian', '12', 'bookworm')
const curl = (version: string) => ({ name: 'curl', version })

describe('components', () => {
  test('a Debian package has its source, its release and its place', async () => {
    const image = await imageOf([
      [debian, debDatabase({ name: 'libssl3', version: '3.0.19-1~deb12u2', source: 'openssl' })],
    ])
    expect(one(image, 'libssl3')).toMatchObject({
      purl: 'pkg:deb/debian/libssl3@3.0.19-1~deb12u2?arch=amd64&distro=debian-12',
      source: { name: 'openssl', version: '3.0.19-1~deb12u2' },
      distribution: { id: 'debian', version: '12', codename: 'bookworm' },
      confidence: 'installed',
      introducedIn: 0,
      locations: [{ path: 'var/lib/dpkg/status', introducedIn: 0 }],
      evidence: [{ rule: 'dpkg.status', layerDigest: 'sha256:layer-0' }],
    })
  })

  test('licences stand in the documentation, perhaps in that of a sister package', async () => {
    const image = await imageOf([
      [debDatabase({ name: 'gcc-12-base', version: '12' }, { name: 'libgcc-s1', version: '12' })],
      [
        file('usr/share/doc/gcc-12-base/copyright', 'Format: x\n\nLicense: GPL-3+\n text\n\nLicense: MIT\n'),
        symlink('usr/share/doc/libgcc-s1', 'gcc-12-base'),
      ],
    ])
    expect(one(image, 'libgcc-s1').licenses).toEqual(['GPL-3+', 'MIT'])
  })

  test('the distribution may be named in another layer than the packages', async () => {
    const image = await imageOf([[debDatabase(curl('1'))], [debian]])
    expect(one(image, 'curl').purl).toContain('distro=debian-12')
  })

  test('an Alpine image', async () => {
    const image = await imageOf([
      [osRelease('alpine', '3.20.1'), apkDatabase({ name: 'libssl3', version: '3.3.1-r0', origin: 'openssl' })],
    ])
    expect(one(image, 'libssl3')).toMatchObject({
      purl: 'pkg:apk/alpine/libssl3@3.3.1-r0?arch=x86_64&distro=alpine-3.20.1',
      source: { name: 'openssl', version: '3.3.1-r0' },
      licenses: ['MIT'],
    })
  })

  test('scoped npm packages', async () => {
    const image = await imageOf([[npmPackage('app', '@scope/thing', '1.2.3')]])
    expect(one(image, '@scope/thing').purl).toBe('pkg:npm/%40scope/thing@1.2.3')
  })

  test('the same package at several paths is one component; another version is another (MRG-4)', async () => {
    const image = await imageOf([
      [npmPackage('a', 'x', '1.0.0'), npmPackage('b', 'x', '1.0.0'), npmPackage('c', 'x', '2.0.0')],
    ])
    expect(named(image, 'x').map(({ version, locations }) => [version, locations.map(({ path }) => path)])).toEqual([
      ['1.0.0', ['a/node_modules/x/package.json', 'b/node_modules/x/package.json']],
      ['2.0.0', ['c/node_modules/x/package.json']],
    ])
  })

  test('a Node.js program is found whatever it is called, and only by both of its signals', async () => {
    const renamed = await imageOf([[file('opt/app', fakeNode('20.11.1'))]])
    expect(one(renamed, 'node')).toMatchObject({
      purl: 'pkg:generic/node@20.11.1',
      confidence: 'identified',
      evidence: [{ rule: 'raw.node' }],
    })
    const mention = await imageOf([
      [file('x', 'ELF https://nodejs.org/download/release/v20.11.1/node-v20.11.1.tar.gz'.padStart(200))],
    ])
    expect(mention.components).toEqual([])
    const script = Buffer.concat([Buffer.from('#!/bin/sh\n'), fakeNode('20.11.1').subarray(8)])
    expect((await imageOf([[file('x', script)]])).components).toEqual([])
  })

  test('signals that contradict each other leave the version open (RAW-3)', async () => {
    const both = Buffer.concat([fakeNode('20.11.1'), fakeNode('18.0.0')])
    const { version, purl } = one(await imageOf([[file('x', both)]]), 'node')
    expect([version, purl]).toEqual([undefined, 'pkg:generic/node'])
  })
})

describe('SCN-027: layers (MRG-5, MRG-6, LAY-5)', () => {
  test('each component names the layer and the history line that brought it', async () => {
    const history = [
      { created_by: 'ADD rootfs' },
      { created_by: 'ENV A=1', empty_layer: true },
      { created_by: 'RUN npm install' },
    ]
    const image = await imageOf([[debian, debDatabase(curl('1'))], [npmPackage('app', 'x', '1.0.0')]], { history })
    expect(image.layers.map(({ createdBy, introduced }) => [createdBy, introduced])).toEqual([
      ['ADD rootfs', [one(image, 'curl').id]],
      ['RUN npm install', [one(image, 'x').id]],
    ])
  })

  test('an upgrade is an old version removed and a new one introduced; the rest stays where it was', async () => {
    const image = await imageOf([
      [debian, debDatabase(curl('1'), { name: 'bash', version: '5' })],
      [debDatabase(curl('2'), { name: 'bash', version: '5' })],
      [debDatabase({ name: 'bash', version: '5' }, curl('2'))],
    ])
    expect(
      named(image, 'curl').map(({ version, introducedIn, removedIn }) => [version, introducedIn, removedIn]),
    ).toEqual([
      ['1', 0, 1],
      ['2', 1, undefined],
    ])
    expect(one(image, 'bash')).toMatchObject({ introducedIn: 0 })
    expect(one(image, 'bash')).not.toHaveProperty('removedIn')
    expect(image.layers[2]).toMatchObject({ introduced: [], removed: [] })
  })

  const lower: TarSpec[] = [npmPackage('app', 'x', '1.0.0'), npmPackage('other', 'y', '1.0.0')]
  test.each([
    ['a whiteout of the file', [whiteout('app/node_modules/x/package.json')]],
    ['a whiteout of a folder above', [whiteout('app/node_modules')]],
    ['an opaque folder', [folder('app'), opaque('app')]],
    ['a file where the folder was', [file('app', 'now a file')]],
    ['a link where the folder was', [symlink('app', '/elsewhere')]],
    ['another file in its place', [file('app/node_modules/x/package.json', '{}')]],
  ])('%s removes the package and leaves its neighbour', async (_, upper) => {
    const image = await imageOf([lower, upper])
    expect(one(image, 'x')).toMatchObject({ removedIn: 1, locations: [{ introducedIn: 0, removedIn: 1 }] })
    expect(one(image, 'y')).not.toHaveProperty('removedIn')
    expect(image.layers[1]?.removed).toEqual([one(image, 'x').id])
  })

  test('an opaque marker hides lower layers, not its own, whatever the order of entries', async () => {
    const fresh = npmPackage('app', 'z', '1.0.0')
    for (const upper of [
      [opaque('app'), fresh],
      [fresh, opaque('app')],
    ]) {
      const image = await imageOf([lower, upper])
      expect(one(image, 'x').removedIn).toBe(1)
      expect(one(image, 'z')).toMatchObject({ introducedIn: 1 })
      expect(one(image, 'z')).not.toHaveProperty('removedIn')
    }
  })

  test('a similar name is not a file below', async () => {
    const image = await imageOf([
      [npmPackage('app', 'x', '1.0.0'), npmPackage('app-2', 'y', '1.0.0')],
      [whiteout('app'), file('app-2x', '')],
    ])
    expect(one(image, 'x').removedIn).toBe(1)
    expect(one(image, 'y').removedIn).toBeUndefined()
  })

  test('a program that is overwritten is gone, and one that comes back has its last stay', async () => {
    const node = file('bin/node', fakeNode('20.1.0'))
    const image = await imageOf([[node], [file('bin/node', 'a script')], [node]])
    expect(one(image, 'node')).toMatchObject({
      introducedIn: 2,
      locations: [{ introducedIn: 0, removedIn: 1 }, { introducedIn: 2 }],
    })
    expect(one(image, 'node')).not.toHaveProperty('removedIn')
  })

  test('a package that moves is neither removed nor new', async () => {
    const image = await imageOf([[npmPackage('a', 'x', '1.0.0')], [whiteout('a'), npmPackage('b', 'x', '1.0.0')]])
    expect(one(image, 'x')).toMatchObject({ introducedIn: 0 })
    expect(one(image, 'x')).not.toHaveProperty('removedIn')
  })
})

describe('ownership (MRG-1, MRG-2)', () => {
  const owned = [
    debian,
    debDatabase({ name: 'nodejs', version: '20.1.0-1' }),
    debFiles('nodejs', '/usr/bin', '/usr/bin/node', '/usr/lib/node_modules/npm/node_modules/x/package.json'),
    file('usr/bin/node', fakeNode('20.1.0')),
    npmPackage('usr/lib/node_modules/npm', 'x', '1.0.0'),
    npmPackage('app', 'x', '1.0.0'),
  ]

  test('a program inside a package is evidence for the package, not a second component', async () => {
    const image = await imageOf([owned])
    expect(named(image, 'node')).toEqual([])
    expect(one(image, 'nodejs').evidence.map(({ rule }) => rule)).toEqual(['raw.node', 'dpkg.status'])
  })

  test('a language package inside a package is marked; its free twin is not', async () => {
    const image = await imageOf([owned])
    const twins = named(image, 'x')
    expect(twins.map(({ ownedBy, locations }) => [ownedBy, locations[0]?.path]).sort()).toEqual(
      [
        [one(image, 'nodejs').id, 'usr/lib/node_modules/npm/node_modules/x/package.json'],
        [undefined, 'app/node_modules/x/package.json'],
      ].sort(),
    )
    expect(new Set(twins.map(({ id }) => id)).size).toBe(2)
  })

  test('file lists in another layer, lists through a merged /usr, lists of Alpine', async () => {
    const later = await imageOf([
      [debian, file('usr/bin/node', fakeNode('20.1.0'))],
      [debDatabase({ name: 'nodejs', version: '1' }), debFiles('nodejs', '/usr/bin/node')],
    ])
    expect(named(later, 'node')).toEqual([])
    const merged = await imageOf([
      [
        symlink('bin', 'usr/bin'),
        file('usr/bin/node', fakeNode('20.1.0')),
        debDatabase({ name: 'nodejs', version: '1' }),
        debFiles('nodejs', '/bin/node'),
      ],
    ])
    expect(named(merged, 'node')).toEqual([])
    const alpine = await imageOf([
      [
        apkDatabase({ name: 'nodejs', version: '20-r0', files: ['usr/bin/node'] }),
        file('usr/bin/node', fakeNode('20.1.0')),
      ],
    ])
    expect(named(alpine, 'node')).toEqual([])
  })

  test('a list that is left over without its package owns nothing', async () => {
    const image = await imageOf([
      [debian, debFiles('nodejs', '/usr/bin/node'), file('usr/bin/node', fakeNode('20.1.0'))],
    ])
    expect(one(image, 'node').ownedBy).toBeUndefined()
  })
})

describe('SCN-018: files that were replaced behind the back of their package (MRG-3)', () => {
  const nodejs = { name: 'nodejs', version: '20.1.0-1' }
  const files = debFiles('nodejs', '/usr/bin/node', '/usr/lib/node_modules/npm/node_modules/x/package.json')
  const program = (version: string) => file('usr/bin/node', fakeNode(version))
  const base = [debian, debDatabase(nodejs), files, program('20.1.0')]

  test('the package is flagged, and what is there now is a component of its own', async () => {
    const image = await imageOf([base, [program('18.0.0')]])
    expect(one(image, 'nodejs')).toMatchObject({ version: '20.1.0-1', modifiedFiles: ['usr/bin/node'] })
    expect(one(image, 'node')).toMatchObject({
      version: '18.0.0',
      introducedIn: 1,
      locations: [{ path: 'usr/bin/node', introducedIn: 1 }],
    })
    expect(one(image, 'node').ownedBy).toBeUndefined()
  })

  test('so is a language package whose manifest was replaced', async () => {
    const manifest = (version: string) => npmPackage('usr/lib/node_modules/npm', 'x', version)
    const image = await imageOf([[...base, manifest('1.0.0')], [manifest('2.0.0')]])
    expect(named(image, 'x').map(({ version, ownedBy }) => [version, ownedBy])).toEqual([
      ['1.0.0', one(image, 'nodejs').id],
      ['2.0.0', undefined],
    ])
  })

  test.each([
    ['an upgrade of the package', [debDatabase({ ...nodejs, version: '21.0.0-1' }), program('21.0.0')]],
    ['a layer that repeats the file', [program('20.1.0')]],
    ['a layer that repeats file and database', [debDatabase(nodejs), program('20.1.0')]],
    ['another file', [file('usr/bin/other', 'x')]],
  ])('%s modifies nothing', async (_, upper) => {
    const image = await imageOf([base, upper])
    expect(named(image, 'node')).toEqual([])
    expect(named(image, 'nodejs').filter(({ modifiedFiles }) => modifiedFiles)).toEqual([])
  })

  test('files that come in a higher layer than their database are no replacements', async () => {
    const image = await imageOf([[debian, debDatabase(nodejs), files], [program('20.1.0')]])
    expect(named(image, 'node')).toEqual([])
    expect(one(image, 'nodejs')).not.toHaveProperty('modifiedFiles')
  })

  test('rpm and apk alike, until the package itself comes again', async () => {
    const rpm = { name: 'nodejs', version: '20.1.0', release: '1.el9', files: [{ path: '/usr/bin/node' }] }
    const apk = apkDatabase({ name: 'nodejs', version: '20-r0', files: ['usr/bin/node'] })
    for (const database of [rpmDatabase([rpm]), apk]) {
      const image = await imageOf([[database, program('20.1.0')], [program('18.0.0')]])
      expect(one(image, 'nodejs').modifiedFiles).toEqual(['usr/bin/node'])
      expect(one(image, 'node').version).toBe('18.0.0')
    }
    const healed = await imageOf([
      [rpmDatabase([rpm]), program('20.1.0')],
      [program('18.0.0')],
      [rpmDatabase([{ ...rpm, release: '2.el9' }]), program('20.1.0')],
    ])
    expect(named(healed, 'node').map(({ version, removedIn }) => [version, removedIn])).toEqual([['18.0.0', 2]])
    expect(named(healed, 'nodejs').map(({ removedIn, modifiedFiles }) => [removedIn, modifiedFiles])).toEqual([
      [2, ['usr/bin/node']],
      [undefined, undefined],
    ])
  })
})

describe('SCN-011: links (LAY-6)', () => {
  test('a database below a linked folder is read once, under its real path', async () => {
    const image = await imageOf([
      [symlink('lib', 'usr/lib'), apkDatabase({ name: 'musl', version: '1.2.4-r0' })],
      [file('usr/lib/apk/db/installed', 'P:musl\nV:1.2.5-r0\n')],
    ])
    expect(named(image, 'musl').map(({ version, removedIn }) => [version, removedIn])).toEqual([
      ['1.2.4-r0', 1],
      ['1.2.5-r0', undefined],
    ])
  })

  test('os-release as a link to the file beside it', async () => {
    const image = await imageOf([
      [symlink('etc/os-release', '../usr/lib/os-release'), file('usr/lib/os-release', 'ID=debian\nVERSION_ID="12"\n')],
    ])
    expect(image.distribution).toMatchObject({ id: 'debian', version: '12' })
    expect(image.complete).toBe(true)
  })

  test('a hard-linked manifest is a second place', async () => {
    const image = await imageOf([
      [npmPackage('a', 'x', '1.0.0'), hardlink('b/node_modules/x/package.json', 'a/node_modules/x/package.json')],
    ])
    expect(one(image, 'x').locations.map(({ path }) => path)).toEqual([
      'a/node_modules/x/package.json',
      'b/node_modules/x/package.json',
    ])
  })

  test.each([
    ['hard', hardlink('var/lib/dpkg/status', 'data/packages')],
    ['symbolic', symlink('var/lib/dpkg/status', '../../../data/packages')],
  ])('a database under another name is found by a %s link, exactly once', async (_, link) => {
    const { content = '' } = debDatabase(curl('1'))
    for (const layer of [
      [debian, file('data/packages', content), link],
      [debian, file('data/packages', content), file('copy', content), link],
    ]) {
      const image = await imageOf([layer])
      expect(one(image, 'curl').locations).toEqual([{ path: 'var/lib/dpkg/status', introducedIn: 0 }])
      expect(image.complete).toBe(true)
    }
  })

  test('a database that is a link to an unread file makes the report partial', async () => {
    const image = await imageOf([
      [file('data/status', 'something else entirely'), symlink('var/lib/dpkg/status', '/data/status')],
    ])
    expect(image.complete).toBe(false)
    expect(image.layers[0]?.problems).toMatchObject([{ code: 'link_unread', paths: ['var/lib/dpkg/status'] }])
  })

  test('loops end quietly', async () => {
    const loop = [
      symlink('lib', 'usr'),
      symlink('usr', 'lib'),
      file('lib/x/package.json', '{"name":"x","version":"1.0.0"}'),
    ]
    expect(named(await imageOf([loop]), 'x')).toHaveLength(1)
  })
})

test('the same facts give the same answer, byte for byte, and ids do not depend on other layers (SHP-3)', async () => {
  const layer = [debian, debDatabase(curl('1'), { name: 'bash', version: '5' }), npmPackage('app', 'x', '1.0.0')]
  const facts = await readBytes(tar(layer))
  expect(JSON.stringify(mergeLayers([facts], {}))).toBe(
    JSON.stringify(mergeLayers([JSON.parse(JSON.stringify(facts))], {})),
  )
  const alone = await imageOf([layer])
  const above = await imageOf([[file('noise', 'x')], layer])
  expect(above.components.map(({ id }) => id)).toEqual(alone.components.map(({ id }) => id))
})

test('a configuration full of nonsense is tolerated', async () => {
  const facts = await readBytes(tar([npmPackage('', 'x', '1.0.0')]))
  for (const history of [null, 'x', [null, 1, { created_by: 7 }]]) {
    expect(mergeLayers([facts], { history } as never).components).toHaveLength(1)
  }
})
