/** An offset leads out of the file. Thrown and caught within this folder only, by `orNothing`. */
class OutsideFile extends Error {}

/** What could be read; nothing when an offset led out of the file. */
export function orNothing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof OutsideFile) return undefined
    throw error
  }
}

/** Longest table of sections, segments, commands, libraries or names that is followed (LIM-6). */
export const MAX_ROWS = 4096

/** Rows of a table up to the first that leads out of the file; none when it has more rows than any real one (LIM-6). */
export function readTable<T>(count: number, read: (index: number) => T): T[] {
  const rows: T[] = []
  if (!(count <= MAX_ROWS)) return rows
  for (let index = 0; index < count; index++) {
    const row = orNothing(() => read(index))
    if (row === undefined) break
    rows.push(row)
  }
  return rows
}

const MAX_NAME_BYTES = 512

/** Numbers, names and parts of a file in its byte order. Every offset is checked against the file (LIM-6). */
export class ByteView {
  readonly bytes: Buffer
  readonly bigEndian: boolean

  constructor(bytes: Buffer, bigEndian: boolean) {
    this.bytes = bytes
    this.bigEndian = bigEndian
  }

  slice(offset: number, size: number): Buffer {
    if (!(offset >= 0 && size >= 0 && offset + size <= this.bytes.length)) throw new OutsideFile()
    return this.bytes.subarray(offset, offset + size)
  }

  /** A part of the file as a file of its own: offsets within it start at 0 and end with it. */
  part(offset: number, size: number): ByteView {
    return new ByteView(this.slice(offset, size), this.bigEndian)
  }

  u8(offset: number): number {
    return this.slice(offset, 1).readUInt8()
  }

  u16(offset: number): number {
    const bytes = this.slice(offset, 2)
    return this.bigEndian ? bytes.readUInt16BE() : bytes.readUInt16LE()
  }

  u32(offset: number): number {
    const bytes = this.slice(offset, 4)
    return this.bigEndian ? bytes.readUInt32BE() : bytes.readUInt32LE()
  }

  /** Not exact above 2^53, where no offset of a file is. */
  u64(offset: number): number {
    const bytes = this.slice(offset, 8)
    return Number(this.bigEndian ? bytes.readBigUInt64BE() : bytes.readBigUInt64LE())
  }

  /** A number of 4 or 8 bytes. */
  word(offset: number, size: 4 | 8): number {
    return size === 8 ? this.u64(offset) : this.u32(offset)
  }

  /** A name that ends with a zero byte. Names with control characters, and names without an end, count as outside. */
  name(offset: number): string {
    const rest = this.slice(offset, Math.min(MAX_NAME_BYTES, this.bytes.length - offset))
    const end = rest.indexOf(0)
    if (end < 0 || rest.subarray(0, end).some((byte) => byte < 0x20 || byte === 0x7f)) throw new OutsideFile()
    return rest.toString('utf8', 0, end)
  }

  /** A name in a field of fixed size, filled up with zero bytes. */
  fixedName(offset: number, size: number): string {
    const field = this.slice(offset, size)
    const end = field.indexOf(0)
    return field.toString('latin1', 0, end < 0 ? size : end)
  }
}

/** Says that a number read from the file leads nowhere. */
export function leadsNowhere(): never {
  throw new OutsideFile()
}
