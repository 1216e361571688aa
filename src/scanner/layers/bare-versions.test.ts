import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bareVersionsNear, MAX_BARE_VERSIONS } from './bare-versions.ts'

const found = (text: string, ...anchors: number[]) =>
  bareVersionsNear(Buffer.from(text, 'latin1'), anchors).map((version) => version.text)

test('versions that stand alone, and no others (RAW-3)', () => {
  const text =
    '\x003.11.2\0curl/7.88.1\0\xff6.2.1\x001.0.8, 13-Jul-2019\x0010.42 2022-12-11\0v1.5.4\x0017.0.9+9-Debian\0of 1.2.3\x001.2.3 or later than that\x0042\0'
  expect(found(text, 0)).toEqual([
    '3.11.2',
    'curl/7.88.1',
    '6.2.1',
    '1.0.8, 13-Jul-2019',
    '10.42 2022-12-11',
    'v1.5.4',
    '17.0.9+9-Debian',
  ])
})

test('each once, at its nearest place, and of too many the nearest', () => {
  const text = `\x001.2.3\0${'x'.repeat(50)}\x001.2.3\0`
  expect(bareVersionsNear(Buffer.from(text), [55])).toEqual([{ text: '1.2.3', offset: 58 }])
  const many = Array.from({ length: 500 }, (_, at) => `\x001.0.${at}`).join('')
  const kept = found(`${many}\0`, many.length)
  expect([kept.length, kept.at(-1)]).toEqual([MAX_BARE_VERSIONS, '1.0.499'])
})

test('also across the pieces in which a large file is looked at', () => {
  const bytes = Buffer.alloc(1024 * 1024 + 100)
  bytes.write('12.34.56', 1024 * 1024 - 4, 'latin1')
  expect(bareVersionsNear(bytes, [0])).toEqual([{ text: '12.34.56', offset: 1024 * 1024 - 4 }])
})

test('any bytes: bounded, and every answer stands where it says', () => {
  const piece = fc.oneof(fc.constantFrom('\0', '1.2', '.3', '-rc1', ' 2024-01-01', 'v', '9'.repeat(9)), fc.string())
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(500), { minLength: 1 }), (pieces, anchors) => {
      const bytes = Buffer.from(pieces.join(''), 'latin1')
      const versions = bareVersionsNear(bytes, anchors)
      expect(versions.length).toBeLessThanOrEqual(MAX_BARE_VERSIONS)
      for (const { offset, text } of versions) {
        expect(bytes.toString('latin1', offset, offset + text.length + 1)).toBe(`${text}\0`)
        expect(bytes.toString('latin1', offset - 1, offset)).toMatch(/^[^\x20-\x7e]$/)
      }
    }),
  )
})
