import {
  CENTRAL_HEADER,
  END_OF_DIRECTORY,
  LOCAL_HEADER,
  localHeaderLength,
  parseCentralHeader,
  readUInt64,
  ZIP64_END_OF_DIRECTORY,
  ZIP64_LOCATOR,
  type ZipEntry,
} from './zip-records.ts'

/** How reading a directory ended: every entry was visited, the list breaks off, or there is no directory. */
export type DirectoryEnd = 'whole' | 'damaged' | 'absent'

/**
 * Visits the entries of an archive that lies in memory, as its central directory lists them (APPNOTE 4.3.12, zip64
 * included). Bytes before the archive, as of a start script, are allowed. `visit` answers false to stop. Never throws.
 */
export function readDirectory(zip: Buffer, visit: (entry: ZipEntry) => boolean): DirectoryEnd {
  const directory = findDirectory(zip)
  if (directory === undefined) return 'absent'
  let at = directory.start
  for (let read = 0; ; read++) {
    const header = at < directory.end ? parseCentralHeader(zip, at) : undefined
    if (header === undefined) return read >= directory.entries ? 'whole' : 'damaged'
    if (!visit({ ...header.entry, offset: header.entry.offset + directory.base })) return 'whole'
    at = header.next
  }
}

/** The content of an entry as it is stored; undefined when it would not lie within the archive. */
export function storedContent(zip: Buffer, { offset, storedBytes = 0 }: ZipEntry): Buffer | undefined {
  if (offset + 4 > zip.length || zip.readUInt32LE(offset) !== LOCAL_HEADER) return undefined
  const length = localHeaderLength(zip.subarray(offset))
  if (length === undefined) return undefined
  const start = offset + length
  return start + storedBytes > zip.length ? undefined : zip.subarray(start, start + storedBytes)
}

interface Directory {
  readonly start: number
  readonly end: number
  /** What the end record says; archives with more than 65,535 entries without zip64 say less. */
  readonly entries: number
  /** Bytes before the archive: all offsets count from there. */
  readonly base: number
}

const END_BYTES = 22
const MAX_COMMENT = 0xffff

function findDirectory(zip: Buffer): Directory | undefined {
  const first = Math.max(0, zip.length - END_BYTES - MAX_COMMENT)
  for (let at = zip.length - END_BYTES; at >= first; at--) {
    if (zip[at] !== 0x50 || zip.readUInt32LE(at) !== END_OF_DIRECTORY) continue
    // Bytes behind the comment are tolerated, a comment that does not fit is not.
    if (at + END_BYTES + zip.readUInt16LE(at + 20) > zip.length) continue
    const found = directoryAt(zip, at)
    if (found) return found
  }
  return undefined
}

function directoryAt(zip: Buffer, end: number): Directory | undefined {
  const wide = zip64End(zip, end)
  if (wide !== undefined) {
    const [entries, size, offset] = [readUInt64(zip, wide + 32), readUInt64(zip, wide + 40), readUInt64(zip, wide + 48)]
    return placed(zip, wide, entries, size, offset)
  }
  return placed(zip, end, zip.readUInt16LE(end + 10), zip.readUInt32LE(end + 12), zip.readUInt32LE(end + 16))
}

const ZIP64_END_BYTES = 56
const LOCATOR_BYTES = 20

/** Where the zip64 end record is, if there is one: where its locator says, or right before the locator. */
function zip64End(zip: Buffer, end: number): number | undefined {
  const locator = end - LOCATOR_BYTES
  if (locator < 0 || zip.readUInt32LE(locator) !== ZIP64_LOCATOR) return undefined
  const candidates = [readUInt64(zip, locator + 8), locator - ZIP64_END_BYTES]
  return candidates.find(
    (at) => at >= 0 && at + ZIP64_END_BYTES <= locator && zip.readUInt32LE(at) === ZIP64_END_OF_DIRECTORY,
  )
}

function placed(zip: Buffer, end: number, entries: number, size: number, offset: number): Directory | undefined {
  for (const base of [end - size - offset, 0]) {
    const start = base + offset
    if (base < 0 || start < 0 || start > end) continue
    if (start === end && entries === 0) return { start, end, entries, base }
    if (start + 4 <= end && zip.readUInt32LE(start) === CENTRAL_HEADER) return { start, end, entries, base }
  }
  return undefined
}
