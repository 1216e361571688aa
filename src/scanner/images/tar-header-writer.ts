/** An entry to write. The path is relative and normal. */
export interface WrittenEntry {
  readonly path: string
  /** The type flag of ustar: file, symbolic link, folder. */
  readonly type: '0' | '2' | '5'
  /** Bytes of content. */
  readonly size: number
  readonly target: string
}

const BLOCK_BYTES = 512
const NAME_BYTES = 100
const MAX_OCTAL = 0o77777777777

/** The two blocks at the end of an archive. */
export const tarEnd: Buffer = Buffer.alloc(2 * BLOCK_BYTES)

/** The header of an entry, with a pax header before it where a name is too long. Owners, modes and times are left out. */
export function tarHeader(entry: WrittenEntry): Buffer {
  const records = [
    ...(Buffer.byteLength(entry.path) > NAME_BYTES ? [paxRecord('path', entry.path)] : []),
    ...(Buffer.byteLength(entry.target) > NAME_BYTES ? [paxRecord('linkpath', entry.target)] : []),
  ]
  const own = block(entry.path, entry.type, entry.size, entry.target)
  if (records.length === 0) return own
  const body = Buffer.concat(records)
  return Buffer.concat([block('pax', 'x', body.length, ''), body, tarPadding(body.length), own])
}

/** What fills the last block of `size` bytes. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES)
}

function block(path: string, type: string, size: number, target: string): Buffer {
  const header = Buffer.alloc(BLOCK_BYTES)
  Buffer.from(path).copy(header, 0, 0, NAME_BYTES)
  header.write('0000644\0', 100, 'latin1')
  header.write('0000000\0', 108, 'latin1')
  header.write('0000000\0', 116, 'latin1')
  if (size > MAX_OCTAL) {
    header[124] = 0x80
    header.writeBigUInt64BE(BigInt(size), 128)
  } else header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1')
  header.write('00000000000\0', 136, 'latin1')
  header.fill(0x20, 148, 156)
  header.write(type, 156, 'latin1')
  Buffer.from(target).copy(header, 157, 0, NAME_BYTES)
  header.write('ustar\x0000', 257, 'latin1')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

/** `length key=value\n`, where the length counts its own digits. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  let length = rest + String(rest).length
  if (String(length).length !== String(rest).length) length = rest + String(length).length
  return Buffer.from(`${length} ${key}=${value}\n`)
}
