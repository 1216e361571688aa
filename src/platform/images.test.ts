import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DomainError } from './errors.ts'
import { damagedPicture, measureImage, unknownPicture } from './images.ts'

/** The first bytes of a PNG: signature and header chunk. */
function pngHead(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(33)
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(bytes)
  bytes.writeUInt32BE(13, 8)
  bytes.write('IHDR', 12)
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}

test('a PNG is measured from its bytes', () => {
  expect(measureImage(pngHead(640, 480))).toEqual({ type: 'image/png', width: 640, height: 480 })
})

test('a lossy WebP is measured from its bytes', () => {
  const bytes = Buffer.alloc(30)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(22, 4)
  bytes.write('WEBPVP8 ', 8)
  bytes.writeUInt32LE(10, 16)
  bytes.set([0x9d, 0x01, 0x2a], 23)
  bytes.writeUInt16LE(512, 26)
  bytes.writeUInt16LE(600, 28)
  expect(measureImage(bytes)).toEqual({ type: 'image/webp', width: 512, height: 600 })
})

test.each([
  ['an SVG, which may carry script', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
  ['a GIF', 'GIF89a\u0001\u0000\u0001\u0000'],
  ['a page that calls itself a picture', '<!doctype html><title>logo.png</title>'],
  ['nothing', ''],
])('%s is refused', (_what, content) => {
  expect(() => measureImage(Buffer.from(content, 'latin1'))).toThrow(unknownPicture())
})

test('a picture that breaks off is refused with a sentence', () => {
  expect(() => measureImage(pngHead(9, 9).subarray(0, 12))).toThrow(damagedPicture())
  expect(() => measureImage(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toThrow(damagedPicture())
})

test('no bytes make it fail in another way', () =>
  fc.assert(
    fc.property(
      fc.constantFrom([], [0xff, 0xd8, 0xff], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      fc.uint8Array({ maxLength: 200 }),
      (head, tail) => {
        try {
          const { width, height } = measureImage(Buffer.from([...head, ...tail]))
          expect(width > 0 && height > 0).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError)
        }
      },
    ),
  ))
