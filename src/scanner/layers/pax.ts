import { decodePath } from './paths.ts'

/** The keys of an extended header that a reader needs. A deleted key (empty value) is the empty string. */
export interface PaxRecords {
  readonly path?: string
  readonly linkpath?: string
  readonly size?: number
  /** The real name of a sparse file; its presence makes the entry one. */
  readonly sparseName?: string
  readonly sparse?: boolean
}

/** Reads `length key=value\n` records. Answers undefined when they are malformed. */
export function parsePax(bytes: Buffer): PaxRecords | undefined {
  const records: { -readonly [K in keyof PaxRecords]: PaxRecords[K] } = {}
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] === 0) break
    const record = recordAt(bytes, at)
    if (record === undefined || !keep(records, record.key, record.value)) return undefined
    at = record.end
  }
  return records
}

function recordAt(bytes: Buffer, start: number): { key: string; value: Buffer; end: number } | undefined {
  const space = bytes.indexOf(0x20, start)
  if (space < 0 || space === start || space - start > 8) return undefined
  const digits = bytes.toString('latin1', start, space)
  if (!/^[0-9]+$/.test(digits)) return undefined
  const end = start + Number(digits)
  const equals = bytes.indexOf(0x3d, space)
  if (end > bytes.length || bytes[end - 1] !== 0x0a || equals < 0 || equals >= end) return undefined
  return { key: bytes.toString('utf8', space + 1, equals), value: bytes.subarray(equals + 1, end - 1), end }
}

function keep(records: { -readonly [K in keyof PaxRecords]: PaxRecords[K] }, key: string, value: Buffer): boolean {
  if (key === 'path' || key === 'linkpath' || key === 'GNU.sparse.name') {
    if (value.includes(0)) return false
    records[key === 'GNU.sparse.name' ? 'sparseName' : key] = decodePath(value)
  } else if (key === 'size') {
    const size = value.toString('latin1')
    if (!/^[0-9]{1,16}$/.test(size) || !Number.isSafeInteger(Number(size))) return false
    records.size = Number(size)
  }
  if (key.startsWith('GNU.sparse.')) records.sparse = true
  return true
}
