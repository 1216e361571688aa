import { imageSize } from 'image-size'
import { defineError } from './errors.ts'

/** What a picture's own bytes say about it. */
export interface MeasuredImage {
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp'
  /** Pixels, as stored. */
  readonly width: number
  readonly height: number
}

export const unknownPicture = defineError(
  'invalid',
  'platform.unknown_picture',
  'This file is not a PNG, JPEG or WebP picture. Save it in one of these formats and send it again.',
)
export const damagedPicture = defineError(
  'invalid',
  'platform.damaged_picture',
  'The size of this picture cannot be read: the file is damaged or incomplete. Save it again and send it again.',
)

const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const jpeg = [0xff, 0xd8, 0xff]

/**
 * Type and size of a picture, read from the bytes and never from what the sender claims. Only PNG, JPEG and WebP pass:
 * SVG may carry script, other formats are not shown by every browser. Throws unknownPicture or damagedPicture.
 */
export function measureImage(bytes: Uint8Array): MeasuredImage {
  const type = sniff(bytes)
  if (!type) throw unknownPicture()
  const { width, height } = sizeOf(bytes)
  if (!(width > 0 && height > 0)) throw damagedPicture()
  return { type, width, height }
}

function sniff(bytes: Uint8Array): MeasuredImage['type'] | undefined {
  if (png.every((byte, at) => bytes[at] === byte)) return 'image/png'
  if (jpeg.every((byte, at) => bytes[at] === byte)) return 'image/jpeg'
  if (letters(bytes, 0) === 'RIFF' && letters(bytes, 8) === 'WEBP') return 'image/webp'
  return undefined
}

const letters = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))

function sizeOf(bytes: Uint8Array): { width: number; height: number } {
  try {
    return imageSize(bytes)
  } catch {
    throw damagedPicture()
  }
}
