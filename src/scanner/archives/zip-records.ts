import { decodePath } from '../layers/paths.ts'

/** First four bytes of the records of a zip archive, as little-endian numbers (APPNOTE 4.3). */
export const LOCAL_HEADER = 0x04034b50
export const CENTRAL_HEADER = 0x02014b50
export const DATA_DESCRIPTOR = 0x08074b50
export const END_OF_DIRECTORY = 0x06054b50
export const ZIP64_END_OF_DIRECTORY = 0x06064b50
export const ZIP64_LOCATOR = 0x07064b50

/** Bytes of a header before the name. */
export const LOCAL_HEADER_BYTES = 30
export const CENTRAL_HEADER_BYTES = 46

const ENCRYPTED = 1
const SIZE_FOLLOWS = 8
const FULL_32_BITS = 0xffffffff

/** One entry of a zip archive as its header states it. Every number may be a lie. */
export interface ZipEntry {
  /** With `/` between folders. */
  readonly name: string
  /** 0 stored, 8 deflated; others are not read. */
  readonly method: number
  readonly encrypted: boolean
  /** Bytes in the archive; undefined when they only stand behind the content. */
  readonly storedBytes: number | undefined
  /** Bytes after inflating. */
  readonly inflatedBytes: number
  /** Where the local header begins, counted from the first local header of the archive. */
  readonly offset: number
}

/** How long the local header at the start of the bytes is; undefined when it is not all there yet. */
export function localHeaderLength(bytes: Buffer): number | undefined {
  if (bytes.length < LOCAL_HEADER_BYTES) return undefined
  const length = LOCAL_HEADER_BYTES + bytes.readUInt16LE(26) + bytes.readUInt16LE(28)
  return bytes.length < length ? undefined : length
}

/** Reads a whole local header. */
export function parseLocalHeader(bytes: Buffer): ZipEntry {
  const flags = bytes.readUInt16LE(6)
  const nameEnd = LOCAL_HEADER_BYTES + bytes.readUInt16LE(26)
  const extra = bytes.subarray(nameEnd, nameEnd + bytes.readUInt16LE(28))
  const [inflatedBytes = 0, storedBytes = 0] = widen([bytes.readUInt32LE(22), bytes.readUInt32LE(18)], extra)
  return {
    name: nameOf(bytes.subarray(LOCAL_HEADER_BYTES, nameEnd)),
    method: bytes.readUInt16LE(8),
    encrypted: (flags & ENCRYPTED) !== 0,
    storedBytes: (flags & SIZE_FOLLOWS) !== 0 && storedBytes === 0 ? undefined : storedBytes,
    inflatedBytes,
    offset: 0,
  }
}

/** Reads the central header at `at` and says where the next one begins; undefined when there is none. */
export function parseCentralHeader(
  bytes: Buffer,
  at: number,
): { readonly entry: ZipEntry; readonly next: number } | undefined {
  if (at + CENTRAL_HEADER_BYTES > bytes.length || bytes.readUInt32LE(at) !== CENTRAL_HEADER) return undefined
  const nameEnd = at + CENTRAL_HEADER_BYTES + bytes.readUInt16LE(at + 28)
  const extraEnd = nameEnd + bytes.readUInt16LE(at + 30)
  const fields = [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)]
  const [inflatedBytes = 0, storedBytes = 0, offset = 0] = widen(fields, bytes.subarray(nameEnd, extraEnd))
  return {
    entry: {
      name: nameOf(bytes.subarray(at + CENTRAL_HEADER_BYTES, nameEnd)),
      method: bytes.readUInt16LE(at + 10),
      encrypted: (bytes.readUInt16LE(at + 8) & ENCRYPTED) !== 0,
      storedBytes,
      inflatedBytes,
      offset,
    },
    next: extraEnd + bytes.readUInt16LE(at + 32),
  }
}

/** A 64-bit number; beyond the exact integers it is larger than any file, which is all that matters. */
export function readUInt64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at))
}

/** Fields full of ones stand in the zip64 record instead, in the same order (APPNOTE 4.5.3). */
function widen(fields: readonly number[], extra: Buffer): number[] {
  const wide = zip64Extra(extra)
  let at = 0
  return fields.map((field) => {
    if (field !== FULL_32_BITS || at + 8 > wide.length) return field
    at += 8
    return readUInt64(wide, at - 8)
  })
}

const ZIP64_EXTRA = 1
const noBytes = Buffer.alloc(0)

function zip64Extra(extra: Buffer): Buffer {
  let at = 0
  while (at + 4 <= extra.length) {
    const size = extra.readUInt16LE(at + 2)
    if (extra.readUInt16LE(at) === ZIP64_EXTRA) return extra.subarray(at + 4, at + 4 + size)
    at += 4 + size
  }
  return noBytes
}

// Some writers on Windows separate folders their own way.
function nameOf(bytes: Buffer): string {
  return decodePath(bytes).replaceAll('\\', '/')
}
