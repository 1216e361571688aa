import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HIT_LEAD, HIT_WINDOW, NeedleSearch } from './needle-search.ts'
import { NeedleTable } from './needle-table.ts'
import { PathListWriter, readPathList } from './path-list.ts'
import { decodePath, normalizePath } from './paths.ts'

test('finds every needle at its place, however the file is cut into slices', () => {
  const piece = fc.oneof(
    fc.constant('nee/v1.2'),
    fc.constant('dle!x'),
    fc.string({ maxLength: 80 }),
    fc.constant('\0'.repeat(200)),
  )
  const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), cuts, (pieces, sizes) => {
      const bytes = Buffer.from(pieces.join(''), 'latin1')
      const search = new NeedleSearch(new NeedleTable(['nee/', 'dle!']), 1000)
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1
        search.write(bytes.subarray(at, at + size))
        at += size
      }
      const found = search.end()
      expect(found.map(({ needle, offset }) => `${needle}${offset}`).sort()).toEqual(
        everyOffset(bytes, ['nee/', 'dle!']).sort(),
      )
      for (const { offset, text } of found)
        expect(bytes.toString('latin1', offset, offset + HIT_WINDOW)).toContain(text)
      for (const { text } of found.filter(({ needle }) => needle === 'nee/')) expect(text.startsWith('nee/')).toBe(true)
      for (const { offset, before = '' } of found)
        expect(bytes.toString('latin1', Math.max(0, offset - HIT_LEAD), offset).endsWith(before)).toBe(true)
      const atOnce = new NeedleSearch(new NeedleTable(['nee/', 'dle!']), 1000)
      atOnce.write(bytes)
      expect(found).toEqual(atOnce.end())
    }),
    { numRuns: 300 },
  )
})

test('finds needles of any lengths that overlap and end alike, as a plain search does', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 6 })
  const needles = fc.uniqueArray(letters, { minLength: 1, maxLength: 8 })
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\0'), maxLength: 900 })
  fc.assert(
    fc.property(needles, text, fc.integer({ min: 1, max: 500 }), (list, content, size) => {
      const bytes = Buffer.from(content, 'latin1')
      const search = new NeedleSearch(new NeedleTable(list), 10_000)
      for (let at = 0; at < bytes.length; at += size) search.write(bytes.subarray(at, at + size))
      const found = search.end().map(({ needle, offset }) => `${needle}${offset}`)
      expect(found.sort()).toEqual(everyOffset(bytes, list).sort())
    }),
    { numRuns: 500 },
  )
})

function everyOffset(bytes: Buffer, needles: readonly string[]): string[] {
  return needles.flatMap((needle) => {
    const found: string[] = []
    for (let at = bytes.indexOf(needle, 0, 'latin1'); at >= 0; at = bytes.indexOf(needle, at + 1, 'latin1'))
      found.push(`${needle}${at}`)
    return found
  })
}

test('the number of hits is bounded', () => {
  const search = new NeedleSearch(new NeedleTable(['a']), 5)
  for (let turn = 0; turn < 10; turn++) search.write(Buffer.alloc(1000, 'a'))
  expect(search.end()).toHaveLength(5)
})

test('a list of paths comes back as it was', () => {
  const path = fc
    .array(fc.constantFrom('usr', 'lib', 'x:y', '1', 'ä', 'node_modules'), { minLength: 1 })
    .map((parts) => parts.join('/'))
  fc.assert(
    fc.property(fc.array(path), (paths) => {
      const writer = new PathListWriter()
      for (const each of paths) writer.add(each)
      expect([...readPathList(JSON.parse(JSON.stringify(writer.toBlocks())))]).toEqual(paths)
    }),
  )
})

test('long lists are cut into blocks and come back whole', () => {
  const paths = Array.from({ length: 10_000 }, (_, at) => `folder/${Math.floor(at / 100)}/file-${at}`)
  const writer = new PathListWriter()
  for (const path of paths) writer.add(path)
  expect([...readPathList(writer.toBlocks())]).toEqual(paths)
  expect(writer.size).toBeLessThan(paths.join('').length / 2)
})

test('a normal path stays as it is, any other becomes one', () => {
  const parts = fc.array(fc.constantFrom('', '.', '..', 'a', 'b.c', '...', '.wh.x', '..d'), { maxLength: 8 })
  fc.assert(
    fc.property(parts, (list) => {
      const { path } = normalizePath(list.join('/'))
      expect(normalizePath(path)).toEqual({ path, leftRoot: false })
      expect(path.split('/').some((part) => part === '.' || part === '..')).toBe(false)
    }),
  )
})

test('different path bytes never become one path', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 8, min: 0x61 })
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      fc.pre(!Buffer.from(a).includes(0x5c) && !Buffer.from(b).includes(0x5c))
      expect(decodePath(Buffer.from(a)) === decodePath(Buffer.from(b))).toBe(Buffer.from(a).equals(Buffer.from(b)))
    }),
    { numRuns: 1000 },
  )
})
