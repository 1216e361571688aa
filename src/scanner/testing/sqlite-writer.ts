const FILE_HEADER = 100

export interface SqliteShape {
  readonly pageSize?: number
  /** Bytes at the end of each page that belong to extensions. */
  readonly reserved?: number
}

/** An SQLite file with a table `Packages` of a number and a blob, and an index that nobody wants to read. */
export function sqlitePackages(values: readonly Buffer[], shape: SqliteShape = {}): Buffer {
  const writer = new SqliteWriter(shape)
  const rows = values.map((value) => [null, value])
  const packages = writer.table(rows)
  const names = writer.table([['irrelevant', 1]])
  return writer.finish([
    ['table', 'Name', 'Name', names, 'CREATE TABLE Name (key TEXT, hnum INTEGER)'],
    ['table', 'Packages', 'Packages', packages, 'CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB)'],
  ])
}

type Value = null | number | string | Buffer

class SqliteWriter {
  readonly #pageSize: number
  readonly #usable: number
  readonly #reserved: number
  readonly #pages: Buffer[] = []

  constructor({ pageSize = 4096, reserved = 0 }: SqliteShape) {
    this.#pageSize = pageSize
    this.#reserved = reserved
    this.#usable = pageSize - reserved
    this.#newPage()
  }

  /** Writes a table with row ids 1, 2, 3 … and returns its root page. */
  table(rows: readonly (readonly Value[])[]): number {
    const leaves = this.#pack(
      rows.map((row, index) => this.#cell(index + 1, row)),
      8,
    )
    let level = leaves.map(({ cells, first, count }) => ({ page: this.#tree(13, cells), last: first + count }))
    while (level.length > 1) {
      const nodes = this.#pack(
        level.map(({ page, last }) => Buffer.concat([u32(page), varint(last)])),
        12,
      )
      level = nodes.map(({ cells, first, count }) => {
        const right = level[first + count - 1] as { page: number; last: number }
        return { page: this.#tree(5, cells.slice(0, -1), right.page), last: right.last }
      })
    }
    return level[0]?.page ?? this.#tree(13, [])
  }

  finish(schema: readonly (readonly Value[])[]): Buffer {
    const first = this.#pages[0] as Buffer
    this.#fill(
      first,
      13,
      schema.map((row, index) => this.#cell(index + 1, row)),
      FILE_HEADER,
    )
    first.write('SQLite format 3\0', 'latin1')
    first.writeUInt16BE(this.#pageSize === 65_536 ? 1 : this.#pageSize, 16)
    first.set([1, 1, this.#reserved, 64, 32, 32], 18)
    first.writeUInt32BE(this.#pages.length, 28)
    first.writeUInt32BE(4, 44)
    first.writeUInt32BE(1, 56)
    return Buffer.concat(this.#pages)
  }

  /** Groups cells by what fits into a page. */
  #pack(cells: readonly Buffer[], header: number): { cells: Buffer[]; first: number; count: number }[] {
    const groups: { cells: Buffer[]; first: number; count: number }[] = []
    let room = 0
    for (const [index, cell] of cells.entries()) {
      if (groups.length === 0 || room < cell.length + 2) {
        groups.push({ cells: [], first: index, count: 0 })
        room = this.#usable - header
      }
      const group = groups.at(-1) as { cells: Buffer[]; count: number }
      group.cells.push(cell)
      group.count++
      room -= cell.length + 2
    }
    return groups
  }

  #tree(type: number, cells: readonly Buffer[], right?: number): number {
    const { page, number } = this.#newPage()
    this.#fill(page, type, cells, 0)
    if (right !== undefined) page.writeUInt32BE(right, 8)
    return number
  }

  #fill(page: Buffer, type: number, cells: readonly Buffer[], at: number): void {
    page[at] = type
    page.writeUInt16BE(cells.length, at + 3)
    let end = this.#usable
    for (const [index, cell] of cells.entries()) {
      end -= cell.length
      cell.copy(page, end)
      page.writeUInt16BE(end, at + (type === 5 ? 12 : 8) + 2 * index)
    }
    page.writeUInt16BE(end % 65_536, at + 5)
  }

  #cell(id: number, row: readonly Value[]): Buffer {
    const payload = recordOf(row)
    const most = this.#usable - 35
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23
    const fitting = least + ((payload.length - least) % (this.#usable - 4))
    const local = payload.length <= most ? payload.length : fitting <= most ? fitting : least
    const intro = Buffer.concat([varint(payload.length), varint(id), payload.subarray(0, local)])
    return local === payload.length ? intro : Buffer.concat([intro, u32(this.#overflow(payload.subarray(local)))])
  }

  #overflow(rest: Buffer): number {
    const first = this.#pages.length + 1
    const room = this.#usable - 4
    for (let at = 0; at < rest.length; at += room) {
      const { page, number } = this.#newPage()
      page.writeUInt32BE(at + room < rest.length ? number + 1 : 0)
      rest.copy(page, 4, at, at + room)
    }
    return first
  }

  #newPage(): { page: Buffer; number: number } {
    const page = Buffer.alloc(this.#pageSize)
    return { page, number: this.#pages.push(page) }
  }
}

function recordOf(row: readonly Value[]): Buffer {
  const types = row.map((value) => {
    if (value === null) return varint(0)
    if (typeof value === 'number') return varint(4)
    return varint(typeof value === 'string' ? 13 + 2 * Buffer.byteLength(value) : 12 + 2 * value.length)
  })
  const body = row.map((value) => {
    if (value === null) return Buffer.alloc(0)
    return typeof value === 'number' ? u32(value) : Buffer.from(value as string)
  })
  const size = types.reduce((sum, type) => sum + type.length, 1)
  return Buffer.concat([varint(size), ...types, ...body])
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** Seven bits a byte, the most significant first. */
function varint(value: number): Buffer {
  const bytes = [value % 128]
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest % 128) + 128)
  return Buffer.from(bytes)
}
