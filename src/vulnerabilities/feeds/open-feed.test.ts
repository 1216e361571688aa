import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ZippedFile, zipOf } from '../testing/zip-of.ts'
import { type FeedText, feedLimits, NotAFeed } from './feed-text.ts'
import { openFeed } from './open-feed.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chandlery-feed-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const file = async (name: string, bytes: Buffer | string) => {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}
const read = async (path: string) => {
  const feed = await openFeed(path)
  const texts: FeedText[] = []
  for await (const text of feed.texts) texts.push(text)
  await feed.close()
  return { ...feed, texts }
}
const records = async (path: string) => (await read(path)).texts.map(({ bytes }) => bytes.toString())
const zipped = (name: string, text: string, more: Partial<ZippedFile> = {}) => ({
  name,
  bytes: Buffer.from(text),
  ...more,
})

describe('a zip (ADV-1)', () => {
  test('gives its JSON files, and the bytes as they lay in it', async () => {
    const path = await file('a.zip', zipOf([zipped('A.json', '{"id":"A"}'), zipped('B.json', '{"id":"B"}')]))
    const { texts, format, whole, expected } = await read(path)
    expect({ format, whole, expected }).toEqual({ format: 'osv', whole: true, expected: 2 })
    expect(texts.map(({ name, bytes }) => [name, bytes.toString()])).toEqual([
      ['A.json', '{"id":"A"}'],
      ['B.json', '{"id":"B"}'],
    ])
    expect(inflateRawSync(texts[0]?.deflated ?? Buffer.alloc(0)).toString()).toBe('{"id":"A"}')
  })

  test('is known again by its bytes, whatever it is called', async () => {
    const bytes = zipOf([zipped('A.json', '{"id":"A"}')])
    const [first, second] = [await file('one.zip', bytes), await file('downloaded', bytes)]
    const other = await file('other.zip', zipOf([zipped('A.json', '{"id":"B"}')]))
    expect((await read(second)).fingerprint).toBe((await read(first)).fingerprint)
    expect((await read(other)).fingerprint).not.toBe((await read(first)).fingerprint)
  })

  test('names that lead out of the folder are read like all others, and nothing is written (ADV-8)', async () => {
    const names = ['../../etc/passwd.json', '/root/a.json', 'C:\\x.json', 'a/../../b.json']
    const path = await file('names.zip', zipOf(names.map((name, n) => zipped(name, `{"id":"${n}"}`))))
    expect(await records(path)).toEqual(['{"id":"0"}', '{"id":"1"}', '{"id":"2"}', '{"id":"3"}'])
  })

  test('files that are no records are left out', async () => {
    const path = await file('mixed.zip', zipOf([zipped('README.md', 'hello'), zipped('A.json', '{"id":"A"}')]))
    expect(await records(path)).toEqual(['{"id":"A"}'])
  })

  test('a file in it that is encrypted is quarantined with a reason (ADV-4)', async () => {
    const path = await file('locked.zip', zipOf([zipped('A.json', '{"id":"A"}', { encrypted: true })]))
    expect((await read(path)).texts).toMatchObject([{ unreadable: expect.stringContaining('encrypted') }])
  })

  test('a file in it that is too large is quarantined and never inflated (ADV-8)', async () => {
    const path = await file('large.zip', zipOf([zipped('A.json', '{}', { claims: { size: 9 * 1024 * 1024 } })]))
    expect((await read(path)).texts).toMatchObject([{ unreadable: expect.stringContaining('larger than') }])
  })

  test.each<[string, readonly ZippedFile[]]>([
    ['a checksum that is wrong', [zipped('A.json', '{"id":"A"}', { claims: { crc32: 1 } })]],
    ['a size that is wrong', [zipped('A.json', '{"id":"A"}', { claims: { size: 3 } })]],
  ])('is not whole with %s (ADV-2)', async (_, files) => {
    const path = await file('damaged.zip', zipOf(files))
    await expect(read(path)).rejects.toThrow(NotAFeed)
  })

  test('that grows beyond all measure is refused (ADV-8)', async () => {
    const spaces = Buffer.alloc(7 * 1024 * 1024, ' ')
    const files = Array.from({ length: 4 }, (_, n) => ({ name: `${n}.json`, bytes: spaces }))
    const path = await file('bomb.zip', zipOf(files))
    await expect(read(path)).rejects.toThrow(`${feedLimits.ratio} times its size`)
  })

  test('cut off anywhere, it is refused and never taken for a smaller one (ADV-2)', async () => {
    const bytes = zipOf([zipped('A.json', '{"id":"A"}'), zipped('B.json', '{"id":"B"}')])
    for (let length = 0; length < bytes.length; length += 7) {
      const path = await file('cut.zip', bytes.subarray(0, length))
      await expect(read(path)).rejects.toThrow(NotAFeed)
    }
  })

  test('any bytes are records or a reason', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const path = await file('any.zip', Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.from(bytes)]))
        await read(path).catch((error: unknown) => expect(error).toBeInstanceOf(NotAFeed))
      }),
      { numRuns: 50 },
    ))
})

describe('a folder', () => {
  test('gives its JSON files by name, and is not the whole feed by itself', async () => {
    const path = join(folder, 'records')
    await mkdir(path)
    await writeFile(join(path, 'b.json'), '{"id":"B"}')
    await writeFile(join(path, 'a.json'), '{"id":"A"}')
    await writeFile(join(path, 'notes.txt'), 'x')
    const { texts, whole, expected, fingerprint } = await read(path)
    expect({ whole, expected, fingerprint }).toEqual({ whole: false, expected: 2, fingerprint: undefined })
    expect(texts.map(({ name }) => name)).toEqual(['a.json', 'b.json'])
  })

  test('without any is an empty feed', async () => {
    const path = join(folder, 'nothing')
    await mkdir(path)
    expect((await read(path)).texts).toEqual([])
  })
})

describe('a file', () => {
  test('one OSV record', async () => {
    expect(await read(await file('r.json', '{"id":"A"}'))).toMatchObject({ format: 'osv', whole: false })
  })

  test('the catalogue of known exploited vulnerabilities gives its entries', async () => {
    const text = JSON.stringify({ catalogVersion: '2026.01.01', count: 2, vulnerabilities: [{ cveID: 'a' }, { b: 1 }] })
    const { format, whole, texts } = await read(await file('kev.json', text))
    expect({ format, whole }).toEqual({ format: 'kev', whole: true })
    expect(texts.map(({ bytes }) => bytes.toString())).toEqual(['{"cveID":"a"}', '{"b":1}'])
  })

  test('a catalogue with fewer entries than announced is not whole (ADV-2)', async () => {
    const text = JSON.stringify({ catalogVersion: '2026.01.01', count: 3, vulnerabilities: [{}] })
    await expect(read(await file('cut-kev.json', text))).rejects.toThrow('3 entries are announced and 1 are there')
  })

  test('EPSS gives its lines, also gzipped', async () => {
    const text =
      '#model_version:v4,score_date:2026-01-01\ncve,epss,percentile\nCVE-2026-0001,0.1,0.2\nCVE-2026-0002,0.3,0.4'
    for (const bytes of [Buffer.from(text), gzipSync(text)]) {
      const { format, whole, texts } = await read(await file('epss', bytes))
      expect({ format, whole }).toEqual({ format: 'epss', whole: true })
      expect(texts.map((line) => line.bytes.toString())).toEqual(['CVE-2026-0001,0.1,0.2', 'CVE-2026-0002,0.3,0.4'])
    }
  })

  test('a gzip that breaks off is refused', async () => {
    const bytes = gzipSync('cve,epss,percentile\nCVE-2026-0001,0.1,0.2')
    await expect(read(await file('cut.gz', bytes.subarray(0, 30)))).rejects.toThrow(NotAFeed)
  })

  test('an answer of the NVD API gives its entries, and may be a part of all', async () => {
    const text = JSON.stringify({
      totalResults: 1,
      format: 'NVD_CVE',
      vulnerabilities: [{ cve: { id: 'CVE-2026-0001' } }],
    })
    const { format, whole, texts } = await read(await file('nvd.json', text))
    expect({ format, whole, count: texts.length }).toEqual({ format: 'nvd', whole: false, count: 1 })
  })

  test('one that is not there says so like the file system', async () => {
    await expect(openFeed(join(folder, 'absent'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
