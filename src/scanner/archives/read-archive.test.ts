import { createHash } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { defaultLimits, type Limits } from '../layers/limits.ts'
import { type ZipShape, type ZipSpec, zip, zipped } from '../testing/zip-writer.ts'
import type { ArchiveContents, ArchiveInterest } from './archive-contents.ts'
import { readArchive } from './read-archive.ts'

const interest: ArchiveInterest<string> = {
  wantsText: (name) => name.endsWith('.txt'),
  wantsArchive: (name) => name.endsWith('.zip'),
  keep: (_, text) => (text.trim() === 'bad' ? { unreadable: 'not good' } : { kept: text }),
}

interface Answer {
  readonly found?: readonly ArchiveContents<string>[]
  readonly reason?: string
}

/** Reads an archive in slices whose memory is used again, as a layer would bring them. */
async function read(bytes: Buffer, limits: Partial<Limits> = {}, chunk = 1000): Promise<Answer> {
  const reading = readArchive({ path: 'x.zip', size: bytes.length }, { ...defaultLimits, ...limits }, interest)
  const slice = Buffer.alloc(chunk)
  for (let at = 0; at < bytes.length; at += chunk) {
    const length = bytes.copy(slice, 0, at, at + chunk)
    reading.write(slice.subarray(0, length))
  }
  const kept = await reading.end()
  return {
    ...('text' in kept ? { found: JSON.parse(kept.text) as ArchiveContents<string>[] } : {}),
    ...('unreadable' in kept && kept.unreadable !== undefined ? { reason: kept.unreadable } : {}),
  }
}

const textsOf = ({ found }: Answer) =>
  found?.map(({ inside, entries }) => [inside.join('>'), ...entries.map(({ kept }) => kept)])

/** Bytes that do not deflate, so that an archive with them is larger than what may be held. */
const filler = (size: number) =>
  Buffer.concat(Array.from({ length: size / 32 }, (_, at) => createHash('sha256').update(`${at}`).digest()))
const large = zipped('filler.bin', filler(8192), { stored: true })
const streaming = { archiveBytes: 2048 }

const entries: readonly ZipSpec[] = [
  zipped('folder/'),
  zipped('a.txt', 'first'),
  zipped('empty.txt'),
  zipped('ignored.class', 'PK\x07\x08 and more'),
  large,
  zipped('deep/b.txt', 'second'),
]

describe('LAY-9: archives are read by their directory, large ones by their local headers', () => {
  const behind = (sizesBehind: 32 | 64) => entries.map((entry) => ({ ...entry, sizesBehind }))
  const forms: readonly (readonly [string, readonly ZipSpec[], ZipShape])[] = [
    ['deflated', entries, {}],
    ['stored', entries.map((entry) => ({ ...entry, stored: true })), {}],
    ['sizes behind the content', behind(32), {}],
    ['sizes behind the content, 64 bits', behind(64), {}],
    ['stored, sizes behind', behind(32).map((entry) => ({ ...entry, stored: true })), {}],
    ['zip64', entries, { zip64: true }],
    ['a comment', entries, { comment: 'PK\x05\x06 here is not the end of it' }],
    ['a start script before it', entries, { before: Buffer.from('#!/bin/sh\nexec java -jar "$0"\nPK\n') }],
    ['a start script that the offsets count', entries, { before: Buffer.from('#!/bin/sh\n'), isCounted: true }],
    ['the prefix of a jmod', entries, { before: Buffer.from('JM\x01\0', 'latin1'), zip64: true }],
  ]

  test.each(forms)('%s', async (_, specs, shape) => {
    const bytes = zip(specs, shape)
    const expected = [['', 'first', '', 'second']]
    const held = await read(bytes)
    expect([textsOf(held), held.reason, held.found?.[0]?.streamed]).toEqual([expected, undefined, undefined])
    for (const chunk of [7, 1000, 100_000]) {
      const streamed = await read(bytes, streaming, chunk)
      expect([textsOf(streamed), streamed.reason, streamed.found?.[0]?.streamed]).toEqual([expected, undefined, true])
      expect(streamed.found?.[0]?.sha1).toBe(createHash('sha1').update(bytes).digest('hex'))
    }
  })

  test('another reader sees the same in what the writer of these tests writes', async () => {
    for (const shape of [{}, { zip64: true }, { comment: 'c' }]) {
      const names: string[] = []
      const other = await fromBufferPromise(zip(entries, shape), { lazyEntries: true })
      await new Promise<void>((resolve, reject) => {
        other.on('entry', ({ fileName }: { fileName: string }) => {
          names.push(fileName)
          other.readEntry()
        })
        other.on('end', resolve)
        other.on('error', reject)
        other.readEntry()
      })
      expect(names).toEqual(entries.map(({ name }) => name))
    }
  })

  test('archives within archives, stored or deflated, with their own digests', async () => {
    const innermost = zip([zipped('c.txt', 'third')])
    const inner = zip([zipped('b.txt', 'second'), zipped('innermost.zip', innermost)])
    for (const stored of [true, false]) {
      const outer = zip([zipped('a.txt', 'first'), zipped('lib/inner.zip', inner, { stored }), large])
      for (const limits of [{}, streaming]) {
        const answer = await read(outer, limits)
        expect(textsOf(answer)).toEqual([
          ['', 'first'],
          ['lib/inner.zip', 'second'],
          ['lib/inner.zip>innermost.zip', 'third'],
        ])
        const digests = [outer, inner, innermost].map((bytes) => createHash('sha1').update(bytes).digest('hex'))
        expect(answer.found?.map(({ sha1 }) => sha1)).toEqual(digests)
        expect(answer.reason).toBeUndefined()
      }
    }
  })

  test('a stored archive that is too large to be held is walked within one that is walked', async () => {
    const inner = zip([zipped('b.txt', 'second'), large])
    const answer = await read(zip([zipped('inner.zip', inner, { stored: true }), zipped('a.txt', 'first')]), streaming)
    expect(textsOf(answer)).toEqual([
      ['', 'first'],
      ['inner.zip', 'second'],
    ])
    expect(answer.found?.map((contents) => contents.streamed)).toEqual([true, true])
  })
})

describe('LIM-4: what was left out is said', () => {
  test('five archives within each other, not six', async () => {
    let bytes = zip([zipped('level.txt', '6')])
    for (const level of [5, 4, 3, 2, 1, 0]) bytes = zip([zipped('level.txt', `${level}`), zipped('next.zip', bytes)])
    const answer = await read(bytes)
    expect(textsOf(answer)?.map(([, text]) => text)).toEqual(['0', '1', '2', '3', '4', '5'])
    expect(answer.reason).toContain('nested deeper than allowed')
  })

  test('entries are counted over all archives within', async () => {
    const inner = zip(['1', '2', '3'].map((text) => zipped(`${text}.txt`, text)))
    const outer = zip([zipped('inner.zip', inner, { stored: true }), zipped('last.txt', 'last'), large])
    for (const limits of [{ archiveEntries: 3 }, { archiveEntries: 3, ...streaming }]) {
      const answer = await read(outer, limits)
      expect(textsOf(answer)).toEqual([[''], ['inner.zip', '1', '2']])
      expect(answer.reason).toContain('more entries than allowed')
    }
  })

  test('bytes are counted over all archives within', async () => {
    const inner = zip([zipped('b.txt', 'x'.repeat(600)), zipped('c.txt', 'y'.repeat(600))])
    const answer = await read(zip([zipped('inner.zip', inner), zipped('last.txt', 'last')]), {
      archiveInflatedBytes: inner.length + 1000,
    })
    expect(textsOf(answer)).toEqual([[''], ['inner.zip', 'x'.repeat(600)]])
    expect(answer.reason).toContain('inflates to more than allowed')
  })

  const spaces = (size: number) => Buffer.alloc(size, ' ')
  const MIB = 1024 * 1024

  test('after 16 MiB the ratio may be 1:200 at most', async () => {
    const bomb = zip([zipped('a.txt', spaces(12 * MIB)), zipped('b.txt', spaces(12 * MIB)), zipped('c.txt', 'c')])
    const answer = await read(bomb, { textFileBytes: 64 * MIB })
    expect(answer.found?.[0]?.entries.map(({ name }) => name)).toEqual(['a.txt'])
    expect(answer.reason).toContain('inflates to more than allowed')
  })

  test('entries that share their bytes cost each time', async () => {
    const names = Array.from({ length: 60 }, (_, at) => zipped(`${at}.zip`, '', { sameAs: 0, statedStored: 1100 }))
    const bytes = zip([zipped('first.zip', spaces(MIB)), ...names.map((spec) => ({ ...spec, statedInflated: MIB }))])
    const answer = await read(bytes)
    expect(answer.reason).toContain('inflates to more than allowed')
  })

  test('damaged entries cost as well', async () => {
    const damaged = deflateRawSync(spaces(MIB)).subarray(0, -2)
    const many = Array.from({ length: 40 }, (_, at) => zipped(`${at}.txt`, damaged, { stored: true, method: 8 }))
    expect((await read(zip(many))).reason).toContain('inflates to more than allowed')
  })

  test('texts are counted, read and kept', async () => {
    const text = 'x'.repeat(900)
    const kept = await read(zip([zipped('a.txt', text), zipped('b.txt', text), zipped('c.txt', 'c')]), {
      textFileBytes: 1000,
    })
    expect(textsOf(kept)).toEqual([['', text]])
    expect(kept.reason).toContain('more package metadata than allowed')
    const names = Array.from({ length: 30 }, (_, at) => zipped(`${at}.txt`, `${' '.repeat(900)}bad`))
    expect((await read(zip(names), { textFileBytes: 1000 })).reason).toContain('more package metadata than allowed')
  })

  test('a single text that is too large is left out alone', async () => {
    const bytes = zip([zipped('a.txt', 'x'.repeat(3000)), zipped('b.txt', 'second'), large])
    for (const limits of [{ textFileBytes: 2000 }, { textFileBytes: 2000, ...streaming }]) {
      const answer = await read(bytes, limits)
      expect(textsOf(answer)).toEqual([['', 'second']])
      expect(answer.reason).toBe('a.txt: larger than allowed')
    }
  })
})

describe('archives that are not what they say', () => {
  test.each<[string, Partial<ZipSpec>, string]>([
    ['encrypted', { flags: 1 }, 'a.txt: encrypted'],
    ['another method', { method: 12 }, 'a.txt: compressed in a way that cannot be read here'],
    ['no deflated data', { method: 8, stored: true }, 'a.txt: damaged'],
    ['more bytes than there are', { statedStored: 100_000 }, 'a.txt: damaged'],
  ])('%s', async (_, more, reason) => {
    const answer = await read(zip([zipped('b.txt', 'good'), zipped('a.txt', Buffer.alloc(9, 0xff), more)]))
    expect(textsOf(answer)).toEqual([['', 'good']])
    expect(answer.reason).toContain(reason)
  })

  test('a size that lies does not decide how much is read', async () => {
    for (const statedInflated of [0, 1, 4_000_000_000]) {
      expect(textsOf(await read(zip([zipped('a.txt', 'whole', { statedInflated })])))).toEqual([['', 'whole']])
    }
  })

  test('without a directory the local headers speak, and that is said', async () => {
    const answer = await read(zip(entries, { directory: false }))
    expect(textsOf(answer)).toEqual([['', 'first', '', 'second']])
    expect(answer.found?.[0]?.streamed).toBe(true)
    expect(answer.reason).toContain('its directory is missing')
  })

  test('an archive that is cut off gives what came before', async () => {
    const bytes = zip(entries)
    for (const limits of [{}, streaming]) {
      const answer = await read(bytes.subarray(0, 6000), limits)
      expect(textsOf(answer)).toEqual([['', 'first', '']])
      expect(answer.reason).toBeDefined()
    }
  })

  test('a text that cannot be understood is named', async () => {
    expect((await read(zip([zipped('a.txt', 'bad')]))).reason).toBe('a.txt: not good')
  })

  test('what is no archive is ignored, whatever it is called', async () => {
    expect(await read(Buffer.from('just text, and PK'))).toEqual({})
    expect(await read(Buffer.alloc(0))).toEqual({})
    expect(await read(filler(8192), streaming)).toEqual({})
    expect(textsOf(await read(zip([zipped('x.zip', 'text'), zipped('a.txt', 'a')])))).toEqual([['', 'a']])
    expect(textsOf(await read(zip([])))).toEqual([['']])
  })
})

describe('whatever the bytes are: an answer, nothing thrown', () => {
  const inner = zip([zipped('b.txt', 'second'), zipped('c.txt', 'third', { sizesBehind: 32 })])
  const valid = [
    zip([...entries, zipped('inner.zip', inner, { stored: true })]),
    zip([zipped('a.txt', 'first'), zipped('inner.zip', inner)], { zip64: true }),
    zip([zipped('a.txt', 'first', { sizesBehind: 64 }), zipped('d.txt', '')], { before: Buffer.from('#!x') }),
  ]
  const anyLimits = fc.constantFrom<Partial<Limits>>({}, streaming, { archiveBytes: 100 }, { archiveEntries: 2 })
  const chunk = fc.integer({ min: 1, max: 3000 })

  async function answers(bytes: Buffer, limits: Partial<Limits>, size: number): Promise<void> {
    const answer = await read(bytes, limits, size)
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer)
  }

  test('any bytes, also behind a signature', async () => {
    const starts = fc.constantFrom('', 'PK\x03\x04', 'PK\x05\x06', 'JM\x01\0PK\x03\x04')
    const property = fc.asyncProperty(
      starts,
      fc.uint8Array({ maxLength: 3000 }),
      anyLimits,
      chunk,
      (start, bytes, limits, size) => answers(Buffer.concat([Buffer.from(start, 'latin1'), bytes]), limits, size),
    )
    await fc.assert(property, { numRuns: 300 })
  })

  test('archives with changed bytes', async () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 })
    const property = fc.asyncProperty(
      fc.constantFrom(...valid),
      changes,
      anyLimits,
      chunk,
      (bytes, changed, limits, size) => {
        const copy = Buffer.from(bytes)
        for (const [at, byte] of changed) copy[at % copy.length] = byte
        return answers(copy, limits, size)
      },
    )
    await fc.assert(property, { numRuns: 500 })
  })

  test('archives cut anywhere, at either end', async () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true })
    const property = fc.asyncProperty(fc.constantFrom(...valid), part, part, anyLimits, (bytes, from, to, limits) =>
      answers(bytes.subarray(Math.floor(bytes.length * from), Math.ceil(bytes.length * to)), limits, 500),
    )
    await fc.assert(property, { numRuns: 300 })
  })

  test('the size of the slices does not change the answer', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...valid),
      fc.constantFrom({}, streaming),
      chunk,
      async (bytes, limits, size) => {
        expect(await read(bytes, limits, size)).toEqual(await read(bytes, limits, 100_000))
      },
    )
    await fc.assert(property, { numRuns: 100 })
  })
})
