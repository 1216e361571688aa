import { CheckedBytes, Damaged } from './checked-bytes.ts'
import { type DatabaseEntry, entryOf, MAX_HEADER_BYTES, PageClaims } from './database-entry.ts'

const MAGIC = 0x00061561
const PAGE_HEADER = 26

const PageType = { hashUnsorted: 2, overflow: 7, hashMeta: 8, hash: 13 } as const
const ItemType = { onPage: 1, offPage: 3 } as const

/** True for a Berkeley DB file of the hash kind, in either byte order. */
export function isBerkeleyHash(bytes: Buffer): boolean {
  return orderOf(bytes) !== undefined
}

/**
 * The values of a Berkeley DB hash file, as `rpm/Packages` of older distributions is one. Goes through the pages one
 * after the other instead of by bucket: the same entries, and none is missed when the bucket table is damaged.
 * Throws `Damaged` when the file as a whole is not readable.
 */
export function* readBerkeleyHash(bytes: Buffer): Generator<DatabaseEntry> {
  const file = openFile(bytes)
  if (file.statedPages > file.pages) yield { broken: 'the file is shorter than it says' }
  for (let page = 1; page < Math.min(file.pages, file.statedPages); page++) {
    const type = file.view.u8(page * file.pageSize + 25)
    if (type === PageType.hash || type === PageType.hashUnsorted) yield* readHashPage(file, page)
  }
}

interface BerkeleyFile {
  readonly view: CheckedBytes
  readonly order: 'big' | 'little'
  readonly pageSize: number
  /** Pages that the file has room for. */
  readonly pages: number
  readonly statedPages: number
  readonly claims: PageClaims
}

function orderOf(bytes: Buffer): 'big' | 'little' | undefined {
  if (bytes.length < 512) return undefined
  if (bytes.readUInt32LE(12) === MAGIC) return 'little'
  return bytes.readUInt32BE(12) === MAGIC ? 'big' : undefined
}

function openFile(bytes: Buffer): BerkeleyFile {
  const order = orderOf(bytes)
  if (order === undefined) throw new Damaged('is no Berkeley DB hash file')
  const view = new CheckedBytes(bytes, order)
  const version = view.u32(16)
  const pageSize = view.u32(20)
  if (version < 7 || version > 10) throw new Damaged('has an unknown version')
  if (view.u8(24) !== 0) throw new Damaged('is encrypted')
  if (view.u8(25) !== PageType.hashMeta || !isPageSize(pageSize)) throw new Damaged('has no usable first page')
  const pages = Math.floor(bytes.length / pageSize)
  return { view, order, pageSize, pages, statedPages: view.u32(32) + 1, claims: new PageClaims(pages) }
}

function isPageSize(size: number): boolean {
  return size >= 512 && size <= 65_536 && (size & (size - 1)) === 0
}

/** Items lie from the end of the page downwards, keys and values by turns; a table behind the page header says where. */
function* readHashPage(file: BerkeleyFile, number: number): Generator<DatabaseEntry> {
  const page = new CheckedBytes(file.view.slice(number * file.pageSize, file.pageSize), file.order)
  const count = page.u16(20)
  const tableEnd = PAGE_HEADER + 2 * count
  if (page.u32(8) !== number || count % 2 !== 0 || tableEnd > file.pageSize) {
    yield { broken: `page ${number} has no usable header` }
    return
  }
  let end = file.pageSize
  for (let index = 0; index < count; index += 2) {
    const key = page.u16(PAGE_HEADER + 2 * index)
    const value = page.u16(PAGE_HEADER + 2 * index + 2)
    const where = `page ${number} item ${index}`
    if (!(tableEnd <= value && value < key && key < end)) {
      yield { broken: `${where} overlaps with others` }
      continue
    }
    // Key 0 has no package, but the number that the next one gets.
    if (!isCounter(page, key, end)) yield entryOf(where, () => readValue(file, page, value, key))
    end = value
  }
}

function isCounter(page: CheckedBytes, key: number, end: number): boolean {
  return page.u8(key) === ItemType.onPage && end - key === 5 && page.u32(key + 1) === 0
}

function readValue(file: BerkeleyFile, page: CheckedBytes, from: number, to: number): Buffer {
  const type = page.u8(from)
  if (type === ItemType.onPage) return page.slice(from + 1, to - from - 1)
  if (type !== ItemType.offPage) throw new Damaged('is neither a value nor a reference to one')
  return readOverflow(file, page.u32(from + 4), page.u32(from + 8))
}

function readOverflow(file: BerkeleyFile, first: number, length: number): Buffer {
  if (length > MAX_HEADER_BYTES) throw new Damaged('larger than any header')
  const pieces: Buffer[] = []
  let next = first
  for (let left = length; left > 0; ) {
    if (next === 0) throw new Damaged('ends too early')
    file.claims.claim(next)
    const page = new CheckedBytes(file.view.slice(next * file.pageSize, file.pageSize), file.order)
    const size = page.u16(22)
    if (page.u8(25) !== PageType.overflow || size === 0 || size > left) throw new Damaged('goes on in a wrong page')
    pieces.push(page.slice(PAGE_HEADER, size))
    left -= size
    next = page.u32(16)
  }
  return Buffer.concat(pieces)
}
