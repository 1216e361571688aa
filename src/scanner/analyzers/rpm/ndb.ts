import { CheckedBytes, Damaged } from './checked-bytes.ts'
import { Allotment, type DatabaseEntry, entryOf } from './database-entry.ts'

const FILE_HEADER = 32
const PAGE = 4096
const SLOT = 16
const BLOCK = 16
const BLOB_HEADER = 16
const BLOB_TRAILER = 12

/** True for the `Packages.db` of rpm's own database format. */
export function isNdb(bytes: Buffer): boolean {
  return bytes.length >= FILE_HEADER && bytes.toString('latin1', 0, 4) === 'RpmP'
}

/**
 * The values of rpm's own database format: pages of slots that say which blocks hold which package. Throws `Damaged` when
 * the file as a whole is not readable.
 */
export function* readNdb(bytes: Buffer): Generator<DatabaseEntry> {
  const file = new CheckedBytes(bytes, 'little')
  if (!isNdb(bytes) || file.u32(4) !== 0) throw new Damaged('has an unknown version')
  const slotsEnd = file.u32(12) * PAGE
  if (slotsEnd > bytes.length) yield { broken: 'the file is shorter than it says' }
  const allotment = new Allotment(bytes.length)
  for (let at = FILE_HEADER; at + SLOT <= Math.min(slotsEnd, bytes.length); at += SLOT) {
    const where = `slot ${at / SLOT}`
    if (bytes.toString('latin1', at, at + 4) !== 'Slot') yield { broken: `${where} is no slot` }
    else if (file.u32(at + 8) !== 0) yield entryOf(where, () => readBlob(file, at, slotsEnd, allotment))
  }
}

function readBlob(file: CheckedBytes, slot: number, slotsEnd: number, allotment: Allotment): Buffer {
  const start = file.u32(slot + 8) * BLOCK
  const size = file.u32(slot + 12) * BLOCK
  const blob = file.slice(start, size)
  const length = file.u32(start + 12)
  if (start < slotsEnd || blob.toString('latin1', 0, 4) !== 'BlbS') throw new Damaged('points to no package')
  if (file.u32(start + 4) !== file.u32(slot + 4)) throw new Damaged('points to another package')
  if (BLOB_HEADER + length + BLOB_TRAILER > size) throw new Damaged('has less room than its package')
  allotment.take(size)
  return blob.subarray(BLOB_HEADER, BLOB_HEADER + length)
}
