import { CheckedBytes, Damaged } from './checked-bytes.ts'
import { Allotment, PageClaims, reasonOf } from './database-entry.ts'
import { readVarint } from './sqlite-record.ts'

const MAGIC = 'SQLite format 3\0'
const FILE_HEADER = 100
const PageType = { interior: 5, leaf: 13 } as const

/** True for an SQLite 3 file. */
export function isSqlite(bytes: Buffer): boolean {
  return bytes.length >= FILE_HEADER && bytes.toString('latin1', 0, 16) === MAGIC
}

/** A row before its columns are taken apart, or why it cannot be read. */
export type Row = { readonly payload: Buffer } | { readonly broken: string }

/** The pages of an SQLite file. Journals beside it are not looked at. */
export class SqliteFile {
  readonly #bytes: Buffer
  readonly #pageSize: number
  /** Bytes of each page that are not reserved for extensions. */
  readonly #usable: number
  readonly #claims: PageClaims

  /** Throws `Damaged` when the file as a whole is not readable. */
  constructor(bytes: Buffer) {
    if (!isSqlite(bytes)) throw new Damaged('is no SQLite file')
    const view = new CheckedBytes(bytes, 'big')
    const stated = view.u16(16)
    this.#bytes = bytes
    this.#pageSize = stated === 1 ? 65_536 : stated
    this.#usable = this.#pageSize - view.u8(20)
    const isPageSize = this.#pageSize >= 512 && (this.#pageSize & (this.#pageSize - 1)) === 0
    if (!isPageSize || this.#usable < 480) throw new Damaged('has no usable page size')
    if (view.u32(56) > 1) throw new Damaged('does not keep its text as UTF-8')
    this.#claims = new PageClaims(Math.floor(bytes.length / this.#pageSize) + 1)
  }

  /** The rows of the table whose tree starts in a page, in the order of their ids (SQLite file format 1.6). */
  *rows(root: number): Generator<Row> {
    const allotment = new Allotment(this.#bytes.length)
    const pages: number[] = []
    yield* this.#enter([root], pages)
    for (let number = pages.pop(); number !== undefined; number = pages.pop()) {
      const page = this.#open(number)
      if (typeof page === 'string') yield { broken: `page ${number} ${page}` }
      else if (page.type === PageType.interior) yield* this.#enter(page.children().reverse(), pages)
      else for (const cell of page.cells()) yield this.#row(page, cell, number, allotment)
    }
  }

  /** Puts pages on the stack, no page of the file twice. */
  *#enter(numbers: readonly number[], stack: number[]): Generator<Row> {
    for (const number of numbers) {
      try {
        this.#claims.claim(number)
        stack.push(number)
      } catch (error) {
        yield { broken: `page ${number} ${reasonOf(error)}` }
      }
    }
  }

  #open(number: number): TreePage | string {
    try {
      return new TreePage(this.#page(number), number === 1 ? FILE_HEADER : 0)
    } catch (error) {
      return reasonOf(error)
    }
  }

  /** Only for claimed pages: those are there. */
  #page(number: number): Buffer {
    const start = (number - 1) * this.#pageSize
    return this.#bytes.subarray(start, start + this.#usable)
  }

  #row(page: TreePage, cell: number, number: number, allotment: Allotment): Row {
    try {
      const { value: length, next } = readVarint(page.view, cell)
      allotment.take(length + 4)
      return { payload: this.#payload(page.view, readVarint(page.view, next).next, length) }
    } catch (error) {
      return { broken: `page ${number} cell at ${cell} ${reasonOf(error)}` }
    }
  }

  #payload(page: CheckedBytes, at: number, length: number): Buffer {
    const local = this.#localBytes(length)
    const pieces = [page.slice(at, local)]
    let next = local < length ? page.u32(at + local) : 0
    for (let left = length - local; left > 0; ) {
      this.#claims.claim(next)
      const overflow = new CheckedBytes(this.#page(next), 'big')
      const piece = overflow.slice(4, Math.min(left, this.#usable - 4))
      pieces.push(piece)
      left -= piece.length
      next = overflow.u32(0)
    }
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
  }

  /** How much of a row stays in its page when it does not fit there. */
  #localBytes(length: number): number {
    const most = this.#usable - 35
    if (length <= most) return length
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23
    const fitting = least + ((length - least) % (this.#usable - 4))
    return fitting <= most ? fitting : least
  }
}

/** A page of a table's tree: rows, or the pages below it. */
class TreePage {
  readonly view: CheckedBytes
  readonly type: number
  readonly #header: number
  readonly #table: number
  readonly #count: number

  constructor(page: Buffer, header: number) {
    this.view = new CheckedBytes(page, 'big')
    this.type = this.view.u8(header)
    if (this.type !== PageType.interior && this.type !== PageType.leaf) throw new Damaged('belongs to no table')
    this.#header = header
    this.#table = header + (this.type === PageType.leaf ? 8 : 12)
    this.#count = this.view.u16(header + 3)
    this.view.slice(this.#table, 2 * this.#count)
  }

  /** Where the cells start. */
  *cells(): Generator<number> {
    for (let index = 0; index < this.#count; index++) yield this.view.u16(this.#table + 2 * index)
  }

  children(): number[] {
    // A cell that points outside counts as page 0, which is reported as missing.
    const left = [...this.cells()].map((cell) => (cell + 4 <= this.view.length ? this.view.u32(cell) : 0))
    return [...left, this.view.u32(this.#header + 8)]
  }
}
