import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultLimits } from '../../layers/limits.ts'
import { berkeleyHash } from '../../testing/berkeley-writer.ts'
import { ndb } from '../../testing/ndb-writer.ts'
import { manyRpms } from '../../testing/rpm-databases.ts'
import { rpmHeader } from '../../testing/rpm-header-writer.ts'
import { sqlitePackages } from '../../testing/sqlite-writer.ts'
import { keepDatabase } from './keep-database.ts'
import { rpmManifestAnalyzer } from './manifest-analyzer.ts'
import { rpmAnalyzer } from './rpm-analyzer.ts'

const headers = manyRpms(25).map(rpmHeader)
const databases = [
  berkeleyHash(headers, { pageSize: 512 }),
  berkeleyHash(headers, { pageSize: 1024, order: 'big' }),
  berkeleyHash(headers, { pageSize: 65_536, onPage: 16_000 }),
  ndb(headers),
  sqlitePackages(headers, { pageSize: 512 }),
  sqlitePackages(headers, { pageSize: 4096 }),
]

/** Whatever the bytes are: packages or a reason, and no more of either than the bytes can hold. */
function survives(bytes: Buffer): void {
  const kept = keepDatabase(bytes, defaultLimits)
  if ('unreadable' in kept) expect(kept.unreadable.length).toBeLessThan(2000)
  if (!('text' in kept)) return
  expect(kept.text.length).toBeLessThan(8 * bytes.length + 1000)
  const { packages, unreadable } = rpmAnalyzer.parse({ path: 'var/lib/rpm/Packages', text: kept.text })
  expect(packages.length * 16).toBeLessThan(bytes.length + 16)
  expect(unreadable ?? '').not.toContain('is not what was kept')
}

const database = fc.constantFrom(...databases)
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('any bytes never throw', () => {
  const starts = databases.map((bytes) => bytes.subarray(0, 512))
  fc.assert(
    fc.property(fc.constantFrom(Buffer.alloc(0), ...starts), fc.uint8Array({ maxLength: 4096 }), (start, bytes) =>
      survives(Buffer.concat([start, bytes])),
    ),
    { numRuns: 300 },
  )
})

test('changed bytes never throw', () => {
  const odd = fc.oneof(fc.constantFrom(0, 1, 2, 3, 5, 7, 13, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 }))
  const changes = fc.array(fc.tuple(place, odd), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(database, changes, (bytes, list) => {
      const copy = Buffer.from(bytes)
      for (const [at, byte] of list) copy[Math.floor(at * copy.length)] = byte
      survives(copy)
    }),
    { numRuns: 400 },
  )
})

test('changed numbers at the places where numbers stand never throw', () => {
  const words = fc.array(fc.tuple(place, fc.oneof(fc.nat(64), fc.nat(0xffffffff))), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(database, words, fc.boolean(), (bytes, list, isBig) => {
      const copy = Buffer.from(bytes)
      for (const [at, value] of list) {
        const aligned = Math.floor((at * (copy.length - 4)) / 4) * 4
        if (isBig) copy.writeUInt32BE(value, aligned)
        else copy.writeUInt32LE(value, aligned)
      }
      survives(copy)
    }),
    { numRuns: 400 },
  )
})

test('databases cut anywhere, or with pages in another order, never throw', () => {
  fc.assert(
    fc.property(database, place, place, (bytes, from, to) => {
      survives(bytes.subarray(0, Math.floor(bytes.length * from)))
      const copy = Buffer.from(bytes)
      const pages = Math.floor(copy.length / 512)
      copy.copy(copy, Math.floor(from * pages) * 512, Math.floor(to * pages) * 512, Math.floor(to * pages) * 512 + 512)
      survives(copy)
    }),
    { numRuns: 300 },
  )
})

test('what was kept, but changed, and any table never throw', () => {
  const kept = keepDatabase(ndb(headers), defaultLimits)
  const text = 'text' in kept ? kept.text : ''
  fc.assert(
    fc.property(place, fc.string({ maxLength: 12 }), fc.string(), (at, word, table) => {
      const changed = text.slice(0, Math.floor(at * text.length)) + word + text.slice(Math.floor(at * text.length) + 3)
      for (const json of [changed, table, JSON.stringify({ packages: [word] })])
        expect(Array.isArray(rpmAnalyzer.parse({ path: 'var/lib/rpm/Packages', text: json }).packages)).toBe(true)
      const rows = `${table}\t${word}\n${word}\t${table}-1\n`
      expect(Array.isArray(rpmManifestAnalyzer.parse({ path: 'x', text: rows }).packages)).toBe(true)
    }),
    { numRuns: 200 },
  )
})
