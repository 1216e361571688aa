const HASH = 13
const HASH_UNSORTED = 2
const OVERFLOW = 7
const PAGE_HEADER = 26
const PAIR_BYTES = 5 + 12 + 4

export interface BerkeleyShape {
  readonly pageSize?: number
  readonly order?: 'little' | 'big'
  /** As versions before 4.6 of Berkeley DB named their pages. */
  readonly unsorted?: boolean
  /** Values of up to so many bytes stay in the page of their key. */
  readonly onPage?: number
}

/** A Berkeley DB hash file with these values under the numbers 1, 2, 3 …, and the next number under 0. */
export function berkeleyHash(values: readonly Buffer[], shape: BerkeleyShape = {}): Buffer {
  const writer = new BerkeleyWriter(shape)
  writer.add(0, writer.number(values.length + 1))
  for (const [index, value] of values.entries()) writer.add(index + 1, value)
  return writer.finish()
}

class BerkeleyWriter {
  readonly #pageSize: number
  readonly #isBig: boolean
  readonly #hashType: number
  readonly #onPage: number
  readonly #pages: Buffer[] = []
  #page: Buffer | undefined
  #end = 0

  constructor({ pageSize = 4096, order = 'little', unsorted = false, onPage = 4 }: BerkeleyShape) {
    this.#pageSize = pageSize
    this.#isBig = order === 'big'
    this.#hashType = unsorted ? HASH_UNSORTED : HASH
    this.#onPage = Math.max(onPage, 4)
    this.#pages.push(Buffer.alloc(pageSize))
  }

  number(value: number): Buffer {
    const bytes = Buffer.alloc(4)
    this.#u32(bytes, 0, value)
    return bytes
  }

  add(key: number, value: Buffer): void {
    const item = value.length <= this.#onPage ? Buffer.concat([Buffer.from([1]), value]) : this.#reference(value)
    const page = this.#pageWith(item.length + PAIR_BYTES)
    const items = this.#itemsOf(page)
    for (const [index, piece] of [Buffer.concat([Buffer.from([1]), this.number(key)]), item].entries()) {
      this.#end -= piece.length
      piece.copy(page, this.#end)
      this.#u16(page, PAGE_HEADER + 2 * (items + index), this.#end)
    }
    this.#u16(page, 20, items + 2)
    this.#u16(page, 22, this.#end)
  }

  finish(): Buffer {
    const meta = this.#pages[0] as Buffer
    this.#u32(meta, 12, 0x00061561)
    this.#u32(meta, 16, 9)
    this.#u32(meta, 20, this.#pageSize)
    meta[25] = 8
    // A free page in between, as removed packages leave it.
    this.#newPage(0)
    this.#u32(meta, 32, this.#pages.length - 1)
    return Buffer.concat(this.#pages)
  }

  #pageWith(bytes: number): Buffer {
    const page = this.#page
    if (page && PAGE_HEADER + 2 * this.#itemsOf(page) + bytes <= this.#end) return page
    this.#end = this.#pageSize
    this.#page = this.#newPage(this.#hashType)
    return this.#page
  }

  #reference(value: Buffer): Buffer {
    const first = this.#pages.length
    const room = this.#pageSize - PAGE_HEADER
    for (let at = 0; at < value.length; at += room) {
      const piece = value.subarray(at, at + room)
      const page = this.#newPage(OVERFLOW)
      this.#u32(page, 16, at + room < value.length ? this.#pages.length : 0)
      this.#u16(page, 22, piece.length)
      piece.copy(page, PAGE_HEADER)
    }
    const item = Buffer.alloc(12)
    item[0] = 3
    this.#u32(item, 4, first)
    this.#u32(item, 8, value.length)
    return item
  }

  #newPage(type: number): Buffer {
    const page = Buffer.alloc(this.#pageSize)
    this.#u32(page, 8, this.#pages.length)
    page[25] = type
    this.#pages.push(page)
    return page
  }

  #itemsOf(page: Buffer): number {
    return this.#isBig ? page.readUInt16BE(20) : page.readUInt16LE(20)
  }

  #u16(bytes: Buffer, at: number, value: number): void {
    if (this.#isBig) bytes.writeUInt16BE(value, at)
    else bytes.writeUInt16LE(value, at)
  }

  #u32(bytes: Buffer, at: number, value: number): void {
    if (this.#isBig) bytes.writeUInt32BE(value, at)
    else bytes.writeUInt32LE(value, at)
  }
}
