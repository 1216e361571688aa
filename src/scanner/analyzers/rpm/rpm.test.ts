import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { match, mergeLayers, parseOsv } from '../../index.ts'
import { defaultLimits } from '../../layers/limits.ts'
import { berkeleyHash } from '../../testing/berkeley-writer.ts'
import { osRelease } from '../../testing/fake-packages.ts'
import { ndb } from '../../testing/ndb-writer.ts'
import { imageOf, readBytes } from '../../testing/read-bytes.ts'
import { manyRpms, type RpmFormat, rpmDatabase, rpmFormats } from '../../testing/rpm-databases.ts'
import { type FakeRpm, rpmHeader } from '../../testing/rpm-header-writer.ts'
import { sqlitePackages } from '../../testing/sqlite-writer.ts'
import { file, symlink, tar } from '../../testing/tar-writer.ts'
import type { FoundPackage } from '../analyzer.ts'
import { keepDatabase } from './keep-database.ts'
import { rpmManifestAnalyzer } from './manifest-analyzer.ts'
import { rpmAnalyzer } from './rpm-analyzer.ts'

const formats = Object.keys(rpmFormats) as RpmFormat[]
const bash: FakeRpm = { name: 'bash', version: '5.1.8', release: '9.el9' }
const bind: FakeRpm = { name: 'bind-libs', version: '9.16.23', release: '18.el9', epoch: 32 }
const headers = (packages: readonly FakeRpm[]) => packages.map(rpmHeader)

function read(database: Buffer): { packages: readonly FoundPackage[]; unreadable: string | undefined } {
  const kept = keepDatabase(database, defaultLimits)
  const unreadable = 'unreadable' in kept ? kept.unreadable : undefined
  if (!('text' in kept)) return { packages: [], unreadable }
  const parsed = rpmAnalyzer.parse({ path: 'var/lib/rpm/Packages', text: kept.text })
  expect(parsed.unreadable).toBeUndefined()
  return { packages: parsed.packages, unreadable }
}

/** Name, epoch, version, release and architecture. */
const nevra = ({ name, version, architecture }: FoundPackage) => `${name} ${version} ${architecture}`
const nevraOf = ({ name, epoch, version, release, arch = 'x86_64' }: FakeRpm) =>
  `${name} ${epoch ? `${epoch}:` : ''}${version}-${release} ${arch}`

describe('SCN-008: every package of every format, by name, epoch, version, release and architecture', () => {
  const packages = manyRpms(150)
  const large = { ...bash, name: 'large', padding: 300_000 }
  const pageSizes = [512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536]

  test.each(pageSizes)('Berkeley DB hash with pages of %i bytes, in both byte orders', (pageSize) => {
    for (const order of ['little', 'big'] as const) {
      const { packages: found, unreadable } = read(berkeleyHash(headers([...packages, large]), { pageSize, order }))
      expect(unreadable).toBeUndefined()
      expect(found.map(nevra).sort()).toEqual([...packages, large].map(nevraOf).sort())
    }
  })

  test('Berkeley DB hash as old versions wrote it, and with values beside their keys', () => {
    for (const shape of [{ unsorted: true }, { pageSize: 65_536, onPage: 16_000 }]) {
      expect(
        read(berkeleyHash(headers(packages), shape))
          .packages.map(nevra)
          .sort(),
      ).toEqual(packages.map(nevraOf).sort())
    }
  })

  test.each(pageSizes)('SQLite with pages of %i bytes, also with bytes reserved', (pageSize) => {
    for (const reserved of [0, 32]) {
      const { packages: found, unreadable } = read(
        sqlitePackages(headers([...packages, large]), { pageSize, reserved }),
      )
      expect(unreadable).toBeUndefined()
      expect(found.map(nevra)).toEqual([...packages, large].map(nevraOf))
    }
  })

  test('NDB with one and with several pages of slots', () => {
    const many = [...packages, large, ...manyRpms(400).map((item) => ({ ...item, name: `more-${item.name}` }))]
    for (const list of [packages, many]) {
      const { packages: found, unreadable } = read(ndb(headers(list)))
      expect(unreadable).toBeUndefined()
      expect(found.map(nevra)).toEqual(list.map(nevraOf))
    }
  })

  test.each(formats)('%s without packages has none, and nothing is wrong with it', (format) => {
    expect(read(rpmFormats[format]([]))).toEqual({ packages: [], unreadable: undefined })
  })
})

test.each([
  ['var/lib/rpm/Packages', true],
  ['usr/lib/sysimage/rpm/Packages.db', true],
  ['usr/share/rpm/rpmdb.sqlite', true],
  ['var/lib/rpm/Name', false],
  ['var/lib/rpm/rpmdb.sqlite-shm', false],
  ['opt/var/lib/rpm/Packages', false],
])('%s: %s', (path, wanted) => expect(rpmAnalyzer.wants(path)).toBe(wanted))

describe('an image with rpm packages', () => {
  const alma = osRelease('almalinux', '9.4')

  test.each(formats)('%s: purl, source, licence, module and place', async (format) => {
    const nodejs: FakeRpm = {
      name: 'nodejs',
      version: '20.11.1',
      release: '1.module_el9.4.0+1+abc',
      epoch: 1,
      module: 'nodejs:20:9040020240101:rhel9',
      sourceRpm: 'nodejs-20.11.1-1.module_el9.4.0+1+abc.src.rpm',
      license: 'MIT',
    }
    const image = await imageOf([[alma, rpmDatabase([bash, nodejs], format)]])
    expect(image.complete).toBe(true)
    expect(image.components).toMatchObject([
      { purl: 'pkg:rpm/almalinux/bash@5.1.8-9.el9?arch=x86_64&distro=almalinux-9.4', version: '5.1.8-9.el9' },
      {
        purl: 'pkg:rpm/almalinux/nodejs@20.11.1-1.module_el9.4.0+1+abc?arch=x86_64&distro=almalinux-9.4&epoch=1',
        version: '1:20.11.1-1.module_el9.4.0+1+abc',
        module: 'nodejs:20:9040020240101:rhel9',
        source: { name: 'nodejs', version: '20.11.1-1.module_el9.4.0+1+abc' },
        licenses: ['MIT'],
        confidence: 'installed',
        distribution: { id: 'almalinux', version: '9.4' },
        evidence: [{ rule: 'rpm.database', path: `var/lib/rpm/${format}` }],
      },
    ])
  })

  test('keys that the package manager trusts are no packages', async () => {
    const key = { name: 'gpg-pubkey', version: 'b86b3716', release: '61e69f29' }
    const image = await imageOf([[alma, rpmDatabase([key, bash])]])
    expect(image.components.map(({ name }) => name)).toEqual(['bash'])
  })

  test('files in the list of a package belong to it (MRG-2)', async () => {
    const requests: FakeRpm = {
      ...bash,
      name: 'python3-requests',
      files: [{ path: '/usr/lib/python3.9/site-packages/requests-2.25.1.dist-info/METADATA' }],
    }
    const image = await imageOf([
      [
        alma,
        rpmDatabase([requests]),
        file('usr/lib/python3.9/site-packages/requests-2.25.1.dist-info/METADATA', 'Name: requests\nVersion: 2.25.1\n'),
      ],
    ])
    const [owned, owner] = image.components
    expect([owned?.name, owned?.ownedBy]).toEqual(['requests', owner?.id])
  })

  test('the folder may be reached by a link, and is read once', async () => {
    const database = rpmDatabase([bash])
    const image = await imageOf([
      [
        alma,
        { ...database, path: 'usr/lib/sysimage/rpm/rpmdb.sqlite' },
        symlink('var/lib/rpm', '../../usr/lib/sysimage/rpm'),
      ],
    ])
    expect(image.complete).toBe(true)
    expect(image.components.map(({ locations }) => locations.map(({ path }) => path))).toEqual([
      ['usr/lib/sysimage/rpm/rpmdb.sqlite'],
    ])
  })

  test('an upgrade in a higher layer (MRG-6)', async () => {
    const newer = { ...bash, release: '10.el9' }
    const image = await imageOf([[alma, rpmDatabase([bash, bind])], [rpmDatabase([newer, bind])]])
    expect(image.components.map(({ version, introducedIn, removedIn }) => [version, introducedIn, removedIn])).toEqual([
      ['5.1.8-10.el9', 1, undefined],
      ['5.1.8-9.el9', 0, 1],
      ['32:9.16.23-18.el9', 0, undefined],
    ])
  })

  test('advisories are judged by epoch, version and release (MAT-2)', async () => {
    const image = await imageOf([[alma, rpmDatabase([bind])]])
    const verdicts = (fixed: string) => {
      const range = { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }
      const affected = [{ package: { ecosystem: 'AlmaLinux:9', name: 'bind-libs' }, ranges: [range] }]
      const parsed = parseOsv({ id: 'ALSA-2024:1', affected })
      return image.components.flatMap((component) => (parsed.ok ? match(component, [parsed.advisory]) : []))
    }
    expect(verdicts('32:9.16.23-18.el9_4.6')).toMatchObject([
      { verdict: 'affected', explanation: { comparator: 'rpm' } },
    ])
    expect(verdicts('32:9.16.23-18.el9')).toEqual([])
    expect(verdicts('9.18.0-1.el9')).toEqual([])
  })
})

describe('damage', () => {
  const three = [bash, bind, { ...bash, name: 'zsh' }]

  test.each(formats)('%s: a broken header is counted, the others are read', async (format) => {
    const list = headers(three)
    list[1]?.writeUInt32BE(0xffff, 0)
    const { packages, unreadable } = read(rpmFormats[format](list))
    expect(packages.map(({ name }) => name).sort()).toEqual(['bash', 'zsh'])
    expect(unreadable).toBe('1 entries were not understood: a header points outside of its file')
  })

  test('a broken list of files leaves the package', () => {
    const header = rpmHeader({ ...bash, files: [{ path: '/usr/bin/bash' }, { path: '/usr/bin/sh' }] })
    const at = header.indexOf(Buffer.from([0, 0, 0x04, 0x5c, 0, 0, 0, 4]))
    header.writeUInt32BE(1, at + 12)
    const { packages, unreadable } = read(ndb([header]))
    expect(packages).toMatchObject([{ name: 'bash' }])
    expect(packages[0]?.owns).toBeUndefined()
    expect(unreadable).toContain('the list of files does not fit its folders')
  })

  test('values outside of the store, without an end, or of another type', () => {
    const list = [1000, 1001, 1002].flatMap((tag) =>
      [
        [4, 9],
        [8, 0x7fffffff],
        [8, 0xffffffff],
      ].map(([field, value]) => {
        const header = rpmHeader(bash)
        const start = header.indexOf(Buffer.from([0, 0, tag >> 8, tag & 255, 0, 0, 0, 6]))
        header.writeUInt32BE(field === 4 ? 4 : (value ?? 0), start + (field ?? 0))
        return header
      }),
    )
    const { packages, unreadable } = read(ndb([...list, rpmHeader(bash)]))
    expect(packages.map(({ name }) => name)).toEqual(['bash'])
    expect(unreadable).toMatch(/^9 entries/)
  })

  test('a chain of pages that bites its tail, and a tree that does', () => {
    const chained = berkeleyHash(headers([{ ...bash, padding: 3000 }, bind]), { pageSize: 512 })
    for (let page = 1; page * 512 < chained.length; page++)
      if (chained[page * 512 + 25] === 7 && chained.readUInt32LE(page * 512 + 16) !== 0)
        chained.writeUInt32LE(page, page * 512 + 16)
    expect(read(chained).unreadable).toContain('was read before')

    const tree = sqlitePackages(headers(manyRpms(60)), { pageSize: 512 })
    for (let page = 1; page * 512 < tree.length; page++)
      if (tree[page * 512] === 5) tree.writeUInt32BE(page + 1, page * 512 + 8)
    expect(read(tree).unreadable).toContain('was read before')
  })

  test('slots that share one package do not multiply it', () => {
    const database = ndb(headers([{ ...bash, padding: 9000 }, ...manyRpms(100)]))
    for (let at = 48; at < 4096; at += 16) database.copy(database, at, 48, 64)
    const { packages, unreadable } = read(database)
    expect(packages.length).toBeLessThan(30)
    expect(unreadable).toContain('overlaps with other entries')
  })

  test.each([
    ['nothing known', 'x'.repeat(4096)],
    ['SQLite without the table', sqlitePackages([]).toString('latin1').replaceAll('Packages', 'Luggages')],
    ['SQLite with text in UTF-16', patched(sqlitePackages([]), 56, [0, 0, 0, 2])],
    ['SQLite with an odd page size', patched(sqlitePackages([]), 16, [3, 0])],
    ['encrypted Berkeley DB', patched(berkeleyHash([]), 24, [1])],
    ['Berkeley DB of the future', patched(berkeleyHash([]), 16, [99, 0, 0, 0])],
    ['NDB of the future', patched(ndb([]), 4, [9, 0, 0, 0])],
  ])('%s is a reason', (_, bytes) => {
    const { packages, unreadable } = read(Buffer.from(bytes, 'latin1'))
    expect(packages).toEqual([])
    expect(unreadable).toMatch(/^1 entries were not understood: the file /)
  })

  function patched(bytes: Buffer, at: number, values: readonly number[]): string {
    bytes.set(values, at)
    return bytes.toString('latin1')
  }
})

describe('LIM-3, LIM-9: what is not read is named', () => {
  test('a database that is too large, or ends too early', async () => {
    const database = rpmDatabase(manyRpms(40), 'Packages.db')
    const facts = await readBytes(tar([database]), { limits: { rpmDatabaseBytes: 1000 } })
    expect(facts.problems).toMatchObject([{ code: 'file_too_large', paths: ['var/lib/rpm/Packages.db'] }])
    expect(facts.files).toEqual([])
    const bytes = database.content as Buffer
    const cut = await readBytes(tar([{ ...database, content: bytes.subarray(0, bytes.length - 4096) }]))
    expect(cut.problems).toMatchObject([{ code: 'file_unreadable', paths: ['var/lib/rpm/Packages.db'] }])
    expect(cut.complete).toBe(false)
    expect(mergeLayers([cut], {}).components.length).toBeGreaterThan(20)
  })

  test('more packages than may be kept', () => {
    const kept = keepDatabase(ndb(headers(manyRpms(40))), { ...defaultLimits, capturedBytes: 5000 })
    expect(kept).toMatchObject({ unreadable: '1 entries were not understood: more packages than can be kept' })
    expect('text' in kept && kept.text.length).toBeLessThan(5100)
  })

  test('a journal with changes, but not an empty one', async () => {
    const journal = (bytes: number) => file('var/lib/rpm/rpmdb.sqlite-wal', Buffer.alloc(bytes))
    expect((await readBytes(tar([rpmDatabase([bash]), journal(0)]))).complete).toBe(true)
    expect((await readBytes(tar([rpmDatabase([bash]), journal(32)]))).complete).toBe(true)
    expect((await readBytes(tar([rpmDatabase([bash]), journal(4152)]))).problems).toMatchObject([
      { code: 'file_unreadable', paths: ['var/lib/rpm/rpmdb.sqlite-wal'] },
    ])
  })

  test('an empty file is a database without packages', async () => {
    expect(await readBytes(tar([file('var/lib/rpm/rpmdb.sqlite', '')]))).toMatchObject({ complete: true, files: [] })
  })
})

describe('the table of images without a package manager', () => {
  const parse = (text: string) => rpmManifestAnalyzer.parse({ path: 'var/lib/rpmmanifest/container-manifest-2', text })

  test('names, epochs, sources', () => {
    const { packages, unreadable } = parse(
      readFileSync(join(import.meta.dirname, 'fixtures/container-manifest-2'), 'utf8'),
    )
    expect(unreadable).toBeUndefined()
    expect(packages.map((item) => [nevra(item), item.source?.name])).toEqual([
      ['filesystem 1.1-15.azl3 x86_64', 'filesystem'],
      ['openssl-libs 3.3.0-1.azl3 x86_64', 'openssl'],
      ['shadow-utils 2:4.14.3-1.azl3 x86_64', 'shadow-utils'],
    ])
  })

  test('lines that are no package are counted', () => {
    expect(parse('a\t1-1\n\nonly words\nb\tnodash\n')).toMatchObject({
      packages: [{ name: 'a', version: '1-1', licenses: [] }],
      unreadable: '2 lines that are no package',
    })
  })
})
