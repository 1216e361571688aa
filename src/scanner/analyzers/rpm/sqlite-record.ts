import { CheckedBytes, Damaged } from './checked-bytes.ts'

/** A number of one to nine bytes, seven bits each, the most significant first (SQLite file format 1.6). */
export function readVarint(bytes: CheckedBytes, at: number): { readonly value: number; readonly next: number } {
  let value = 0
  for (let index = 0; index < 8; index++) {
    const byte = bytes.u8(at + index)
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return { value, next: at + index + 1 }
  }
  // More than 56 bits: no length or page of a file that we read. Negative row ids are such numbers.
  return { value: value * 256 + bytes.u8(at + 8), next: at + 9 }
}

/** One column of a row. */
export interface Column {
  readonly kind: 'null' | 'number' | 'text' | 'blob'
  readonly bytes: Buffer
}

/** The columns of a row, one after the other (SQLite file format 2.1). Throws `Damaged`. */
export function* readColumns(payload: Buffer): Generator<Column> {
  const record = new CheckedBytes(payload, 'big')
  const header = readVarint(record, 0)
  if (header.value > payload.length) throw new Damaged('has a row header longer than the row')
  let body = header.value
  for (let at = header.next; at < header.value; ) {
    const type = readVarint(record, at)
    const size = sizeOf(type.value)
    yield { kind: kindOf(type.value), bytes: record.slice(body, size) }
    body += size
    at = type.next
  }
}

/** The value of a column that holds a whole number, as page numbers are. */
export function numberIn({ kind, bytes }: Column): number | undefined {
  return kind === 'number' && bytes.length >= 1 && bytes.length <= 6 ? bytes.readUIntBE(0, bytes.length) : undefined
}

const numberSizes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0]

function sizeOf(type: number): number {
  const size = type >= 12 ? Math.floor((type - 12) / 2) : numberSizes[type]
  if (size === undefined) throw new Damaged('has a column of unknown type')
  return size
}

function kindOf(type: number): Column['kind'] {
  if (type === 0) return 'null'
  if (type < 12) return 'number'
  return type % 2 === 0 ? 'blob' : 'text'
}
