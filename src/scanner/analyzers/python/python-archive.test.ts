import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../../layers/limits.ts'
import { debDatabase, debFiles, osRelease } from '../../testing/fake-packages.ts'
import { imageOf } from '../../testing/read-bytes.ts'
import { file } from '../../testing/tar-writer.ts'
import { zip, zipped } from '../../testing/zip-writer.ts'
import { pythonArchiveAnalyzer } from './python-archive-analyzer.ts'

const metadata = 'Metadata-Version: 2.1\nName: Zope.Interface\nVersion: 5.4.0\nLicense: ZPL 2.1\n\nName: not this\n'
const egg = zip([zipped('EGG-INFO/PKG-INFO', metadata), zipped('zope/interface/__init__.py', 'x = 1')])
const wheel = zip([
  zipped('zope/interface/__init__.py', 'x = 1'),
  zipped('zope.interface-5.4.0.dist-info/METADATA', metadata),
  zipped('zope/interface/vendored.dist-info/METADATA', 'Name: vendored\nVersion: 1\n'),
])

describe('SCN-009: python, in archives', () => {
  test.each([
    ['usr/lib/python3/x-1.0-py3.11.egg', true],
    ['usr/share/python-wheels/x-1.0-py3-none-any.whl', true],
    ['x.egg/EGG-INFO/PKG-INFO', false],
    ['x.egg-info', false],
  ])('%s: %s', (path, wanted) => expect(pythonArchiveAnalyzer.wants(path)).toBe(wanted))

  test('an egg is installed, a wheel only lies there', async () => {
    const image = await imageOf([[file('lib/zope.egg', egg)], [file('wheels/zope.whl', wheel)]])
    expect(image.components).toMatchObject([
      {
        purl: 'pkg:pypi/zope-interface@5.4.0',
        confidence: 'installed',
        licenses: ['ZPL 2.1'],
        evidence: [{ rule: 'python.egg' }, { rule: 'python.wheel' }],
      },
    ])
    const alone = await imageOf([[file('wheels/zope.whl', wheel)]])
    expect(alone.components).toMatchObject([{ confidence: 'identified', evidence: [{ rule: 'python.wheel' }] }])
  })

  test('the detail names the entry and the digest of the archive', async () => {
    const image = await imageOf([[file('x.egg', egg)]])
    expect(image.components[0]?.evidence[0]?.detail).toMatch(
      /^Zope\.Interface 5\.4\.0 EGG-INFO\/PKG-INFO sha1 [0-9a-f]{40}$/,
    )
  })

  test('MRG-2, SCN-019: a wheel that Debian brought is judged by Debian', async () => {
    const path = 'usr/share/python-wheels/zope.whl'
    const image = await imageOf([
      [
        osRelease('debian', '12'),
        debDatabase({ name: 'python3-zope', version: '5.4.0-1' }),
        debFiles('python3-zope', `/${path}`),
        file(path, wheel),
      ],
    ])
    const [deb] = image.components.filter(({ ecosystem }) => ecosystem === 'deb')
    expect(image.components.find(({ ecosystem }) => ecosystem === 'pypi')?.ownedBy).toBe(deb?.id)
  })

  test('archives without metadata, and other files of that name, say nothing', async () => {
    const image = await imageOf([[file('a.egg', zip([zipped('a.py', '')])), file('b.whl', 'just a text that is long')]])
    expect([image.components, image.complete]).toEqual([[], true])
  })

  test('any bytes get an answer', async () => {
    const property = fc.asyncProperty(
      fc.uint8Array({ maxLength: 500 }),
      fc.nat({ max: wheel.length }),
      async (bytes, at) => {
        const mixed = Buffer.concat([wheel.subarray(0, at), bytes, wheel.subarray(at)])
        const reading = pythonArchiveAnalyzer.read?.({ path: 'x.whl', size: mixed.length }, defaultLimits)
        reading?.write(mixed)
        const kept = await reading?.end()
        if (kept && 'text' in kept) pythonArchiveAnalyzer.parse({ path: 'x.whl', text: kept.text })
      },
    )
    await fc.assert(property, { numRuns: 200 })
  })
})
