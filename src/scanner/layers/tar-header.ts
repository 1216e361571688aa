import { decodePath } from './paths.ts'

export const BLOCK_BYTES = 512

/** The fields of one tar header block that matter to a reader that never extracts. */
export interface TarHeader {
  readonly name: string
  readonly linkTarget: string
  readonly type: string
  /** Bytes of content that follow in the archive. */
  readonly size: number
  /** Old GNU sparse header whose map goes on in extra blocks. */
  readonly sparseContinues: boolean
}

/** The block is no header: wrong checksum or a size that cannot be. */
export class BadTarHeader extends Error {}

/** Reads ustar, old GNU and v7 headers; throws `BadTarHeader`. */
export function parseTarHeader(block: Buffer): TarHeader {
  if (!checksumMatches(block)) throw new BadTarHeader('checksum')
  const name = textField(block, 0, 100)
  // Only POSIX ustar has the prefix; GNU keeps other things there ("ustar  \0").
  const isPosix = block.toString('latin1', 257, 263) === 'ustar\0'
  const prefix = isPosix ? textField(block, 345, 500) : Buffer.alloc(0)
  return {
    name: decodePath(prefix.length > 0 ? Buffer.concat([prefix, Buffer.from('/'), name]) : name),
    linkTarget: decodePath(textField(block, 157, 257)),
    type: entryType(block, name),
    size: sizeField(block),
    sparseContinues: block[156] === 0x53 && block[482] === 1,
  }
}

// The oldest archives have no type for folders, only the slash.
function entryType(block: Buffer, name: Buffer): string {
  if (block[156] === 0) return name.at(-1) === 0x2f ? '5' : '0'
  return String.fromCharCode(block[156] ?? 0x30)
}

/** True for 512 bytes that start a tar archive, including an empty one. */
export function looksLikeTar(head: Buffer): boolean {
  if (head.length < BLOCK_BYTES) return false
  const block = head.subarray(0, BLOCK_BYTES)
  return isZeroBlock(block) || checksumMatches(block)
}

const ZEROS = Buffer.alloc(BLOCK_BYTES)

export function isZeroBlock(block: Buffer): boolean {
  return block[0] === 0 && block.equals(ZEROS)
}

function checksumMatches(block: Buffer): boolean {
  const stated = octal(block, 148, 156)
  if (stated === undefined) return false
  let unsigned = 8 * 32
  let signed = 8 * 32
  for (let at = 0; at < BLOCK_BYTES; at++) {
    if (at === 148) at = 156
    const byte = block[at] ?? 0
    unsigned += byte
    signed += byte < 128 ? byte : byte - 256
  }
  return stated === unsigned || stated === signed
}

function sizeField(block: Buffer): number {
  const lead = block[124] ?? 0
  const size = lead & 0x80 ? base256(block, 124, 136) : octal(block, 124, 136)
  if (size === undefined || !Number.isSafeInteger(size)) throw new BadTarHeader('size')
  return size
}

function base256(block: Buffer, start: number, end: number): number | undefined {
  // 0xff leads a negative number, which no size is.
  if (block[start] !== 0x80) return undefined
  let value = 0
  for (let at = start + 1; at < end; at++) value = value * 256 + (block[at] ?? 0)
  return value
}

function octal(block: Buffer, start: number, end: number): number | undefined {
  const text = block.toString('latin1', start, end).replace(/\0.*$/s, '').trim()
  if (text === '') return 0
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined
}

function textField(block: Buffer, start: number, end: number): Buffer {
  const nul = block.indexOf(0, start)
  return block.subarray(start, nul < 0 || nul > end ? end : nul)
}
