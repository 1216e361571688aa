import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../../layers/limits.ts'
import { imageOf } from '../../testing/read-bytes.ts'
import { file } from '../../testing/tar-writer.ts'
import type { Parsed } from '../analyzer.ts'
import { composerAnalyzer } from './composer-analyzer.ts'
import { pearAnalyzer } from './pear-analyzer.ts'
import { parseSerialized } from './serialized.ts'

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8')

function readComposer(text: string): Partial<Parsed> & { readonly ignore?: true } {
  const kept = composerAnalyzer.keep?.(text, defaultLimits) ?? { ignore: true }
  if (!('text' in kept)) return kept
  return { ...kept, ...composerAnalyzer.parse({ path: 'composer/installed.json', text: kept.text }) }
}

async function readPear(bytes: Buffer) {
  const reading = pearAnalyzer.read?.({ path: 'x.reg', size: bytes.length }, defaultLimits)
  reading?.write(bytes)
  const kept = await reading?.end()
  return kept && 'text' in kept ? pearAnalyzer.parse({ path: 'x.reg', text: kept.text }) : kept
}

/** What PHP's `serialize` writes; lengths count bytes. */
function serialize(value: unknown): string {
  if (value === null) return 'N;'
  if (typeof value === 'number') return `i:${value};`
  if (typeof value === 'boolean') return `b:${value ? 1 : 0};`
  if (typeof value === 'string') return `s:${Buffer.byteLength(value)}:"${value}";`
  const entries = Object.entries(value as object).map(([key, item]) => serialize(key) + serialize(item))
  return `a:${entries.length}:{${entries.join('')}}`
}

describe('SCN-009: php, by Composer', () => {
  test.each([
    ['app/vendor/composer/installed.json', true],
    ['composer/installed.json', true],
    ['app/vendor/composer/installed.json.bak', false],
    ['app/installed.json', false],
  ])('%s: %s', (path, wanted) => expect(composerAnalyzer.wants(path)).toBe(wanted))

  test('the list of Composer 1', () => {
    expect(readComposer(fixture('installed-v1.json')).packages).toEqual([
      {
        ecosystem: 'composer',
        name: 'monolog/monolog',
        version: '1.27.1',
        licenses: ['MIT'],
        confidence: 'installed',
        rule: 'php.composer-installed',
        detail: 'monolog/monolog 1.27.1',
      },
    ])
  })

  test('the object of Composer 2: names in lower case, no leading v, branches as they are', () => {
    expect(readComposer(fixture('installed-v2.json')).packages).toMatchObject([
      { name: 'symfony/http-kernel', version: '5.4.20' },
      { name: 'acme/tool', version: 'dev-main', licenses: ['LGPL-2.1-only', 'GPL-3.0-or-later'] },
    ])
  })

  test('what is broken is a reason, and does not hide the rest', () => {
    expect(readComposer('{')).toEqual({ unreadable: 'not JSON' })
    expect(readComposer('{"dev":true}')).toEqual({ ignore: true })
    expect(readComposer('[{"name":"a/b","version":"1"},{"name":"c/d"},7]')).toMatchObject({
      packages: [{ name: 'a/b' }],
      unreadable: '2 entries without a name or a version',
    })
    expect(readComposer('[{"name":"no vendor","version":"1"}]').packages).toEqual([])
  })

  test('the package URL has vendor and name apart', async () => {
    const image = await imageOf([[file('app/vendor/composer/installed.json', fixture('installed-v1.json'))]])
    expect(image.components.map(({ purl }) => purl)).toEqual(['pkg:composer/monolog/monolog@1.27.1'])
  })
})

describe('SCN-009: php, by PEAR', () => {
  const registered = {
    attribs: { version: '2.0' },
    name: 'Archive_Tar',
    channel: 'pear.php.net',
    lead: { name: 'Jos\u00e9', active: true },
    version: { release: '1.4.14', api: '1.4.0' },
    license: { attribs: { uri: 'u' }, _content: 'New BSD License' },
    dirtree: null,
    time: 7,
  }

  test.each([
    ['usr/share/php/.registry/archive_tar.reg', true],
    ['usr/local/lib/php/.registry/.channel.pecl.php.net/redis.reg', true],
    ['usr/share/php/registry/x.reg', false],
  ])('%s: %s', (path, wanted) => expect(pearAnalyzer.wants(path)).toBe(wanted))

  test('name, release and licence, by the name that Packagist has', async () => {
    expect(await readPear(Buffer.from(serialize(registered)))).toEqual({
      packages: [
        {
          ecosystem: 'composer',
          name: 'pear/archive_tar',
          version: '1.4.14',
          licenses: ['New BSD License'],
          confidence: 'installed',
          rule: 'php.pear-registry',
          detail: 'pear.php.net Archive_Tar 1.4.14',
        },
      ],
    })
    const pecl = { ...registered, name: 'redis', channel: 'pecl.php.net', license: 'PHP' }
    expect(await readPear(Buffer.from(serialize(pecl)))).toMatchObject({
      packages: [{ name: 'pecl/redis', licenses: ['PHP'] }],
    })
  })

  test('text that is not UTF-8 does not shift anything', async () => {
    const latin1 = Buffer.from('a:2:{s:4:"lead";s:4:"Jos\xe9";s:4:"name";s:1:"x";}', 'latin1')
    expect(await readPear(latin1)).toEqual({ ignore: true })
  })

  test('what is broken is a reason', async () => {
    const bytes = Buffer.from(serialize(registered))
    expect(await readPear(bytes.subarray(0, 100))).toHaveProperty('unreadable')
    expect(await readPear(Buffer.from('O:8:"stdClass":0:{}'))).toHaveProperty('unreadable')
    expect(await readPear(Buffer.from('a:1:{i:0;'.repeat(500)))).toHaveProperty('unreadable')
  })

  test('any text gets an answer, and what was written is read back', () => {
    const types = fc.constantFrom('a:1:{', 's:2:"', 'i:', 'b:', 'd:', 'N;', ';', '}', '"')
    const parts = fc.array(fc.oneof(types, fc.string()), { maxLength: 20 })
    fc.assert(
      fc.property(parts, (all) => {
        expect(() => parseSerialized(all.join(''), 10)).not.toThrow()
      }),
      { numRuns: 300 },
    )
    const ascii = fc.string({ unit: 'grapheme-ascii' })
    fc.assert(
      fc.property(fc.dictionary(ascii, ascii), (fields) => {
        const read = parseSerialized(serialize(fields), 10)
        expect(read).toEqual(new Map(Object.entries(fields)))
      }),
    )
  })
})
