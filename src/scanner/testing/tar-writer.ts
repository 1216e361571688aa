import { gzipSync } from 'node:zlib'

/** One entry to write. Contents are given as text or bytes. */
export interface TarSpec {
  readonly path: string
  readonly content?: string | Buffer
  /** The type flag; default `0`. */
  readonly type?: string
  readonly target?: string
  /** How a long path or target is written. Default `pax`. */
  readonly longNames?: 'pax' | 'gnu'
  /** Further pax records, which win over what the header says. */
  readonly pax?: Readonly<Record<string, string>>
  /** Writes the size in binary, as for files over 8 GiB. */
  readonly base256?: boolean
  /** The size in the header where it shall differ from the content. */
  readonly statedSize?: number
}

export const file = (path: string, content: string | Buffer = '', more: Partial<TarSpec> = {}): TarSpec => ({
  path,
  content,
  ...more,
})
export const folder = (path: string): TarSpec => ({ path: `${path}/`, type: '5' })
export const symlink = (path: string, target: string): TarSpec => ({ path, target, type: '2' })
export const hardlink = (path: string, target: string): TarSpec => ({ path, target, type: '1' })

/** Removes a path of lower layers. */
export function whiteout(path: string): TarSpec {
  const slash = path.lastIndexOf('/') + 1
  return file(`${path.slice(0, slash)}.wh.${path.slice(slash)}`)
}

/** Hides what lower layers have in a folder. */
export const opaque = (path: string): TarSpec => file(path === '' ? '.wh..wh..opq' : `${path}/.wh..wh..opq`)

/** A tar archive. `end: false` leaves out the two end blocks. */
export function tar(entries: readonly TarSpec[], options: { readonly end?: boolean } = {}): Buffer {
  const end = options.end === false ? [] : [Buffer.alloc(1024)]
  return Buffer.concat([...entries.flatMap(entryBlocks), ...end])
}

/** A gzip member for each part. */
export function gz(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts.map((part) => gzipSync(part, { level: 1 })))
}

/** A zstd frame with the content stored, not compressed; blocks of one repeated byte are run-length coded. */
export function storedZstd(content: Buffer): Buffer {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58])
  const blocks: Buffer[] = []
  for (let at = 0; at < content.length || at === 0; at += 65_536) {
    const piece = content.subarray(at, at + 65_536)
    const last = at + 65_536 >= content.length
    const repeats = piece.length > 1 && piece.every((byte) => byte === piece[0])
    const word = Buffer.alloc(3)
    word.writeUIntLE((piece.length << 3) | (repeats ? 2 : 0) | (last ? 1 : 0), 0, 3)
    blocks.push(word, repeats ? piece.subarray(0, 1) : piece)
  }
  return Buffer.concat([header, ...blocks])
}

/** The bytes in slices, as a network would bring them. */
export async function* inChunks(bytes: Buffer, size = 65_536): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** One extended header of type `x` (next entry) or `g` (global). */
export function paxHeader(type: 'x' | 'g', records: Readonly<Record<string, string>>): Buffer {
  const body = Buffer.concat(Object.entries(records).map(([key, value]) => paxRecord(key, value)))
  return padded(header({ path: `PaxHeaders/${type}`, type }, body.length), body)
}

function entryBlocks(spec: TarSpec): Buffer[] {
  const content = Buffer.from(spec.content ?? '')
  const long = spec.longNames === 'gnu' ? gnuLongNames(spec) : []
  const records = { ...(spec.longNames === 'gnu' ? {} : paxLongNames(spec)), ...spec.pax }
  const pax = Object.keys(records).length > 0 ? [paxHeader('x', records)] : []
  return [...long, ...pax, padded(header(spec, spec.statedSize ?? content.length), content)]
}

function paxLongNames(spec: TarSpec): Record<string, string> {
  const records: Record<string, string> = {}
  if (Buffer.byteLength(spec.path) > 100) records.path = spec.path
  if (spec.target !== undefined && Buffer.byteLength(spec.target) > 100) records.linkpath = spec.target
  return records
}

function gnuLongNames(spec: TarSpec): Buffer[] {
  const long = (type: string, text: string) => {
    const body = Buffer.from(`${text}\0`)
    return padded(header({ path: '././@LongLink', type }, body.length), body)
  }
  const blocks = Buffer.byteLength(spec.path) > 100 ? [long('L', spec.path)] : []
  return spec.target !== undefined && spec.target.length > 100 ? [...blocks, long('K', spec.target)] : blocks
}

function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  let length = rest + String(rest).length
  if (String(length).length !== String(rest).length) length = rest + String(length).length
  return Buffer.from(`${length} ${key}=${value}\n`)
}

function header(spec: TarSpec, size: number): Buffer {
  const block = Buffer.alloc(512)
  Buffer.from(spec.path).copy(block, 0, 0, 100)
  block.write('0000644\0', 100, 'latin1')
  block.write('0000000\0', 108, 'latin1')
  block.write('0000000\0', 116, 'latin1')
  if (spec.base256) {
    block[124] = 0x80
    block.writeBigUInt64BE(BigInt(size), 128)
  } else block.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1')
  block.write('00000000000\0', 136, 'latin1')
  block.write(spec.type ?? '0', 156, 'latin1')
  Buffer.from(spec.target ?? '').copy(block, 157, 0, 100)
  block.write('ustar\x0000', 257, 'latin1')
  return sealHeader(block)
}

/** Writes the checksum that a changed header block needs. */
export function sealHeader(block: Buffer): Buffer {
  block.fill(0x20, 148, 156)
  const sum = block.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}

function padded(head: Buffer, content: Buffer): Buffer {
  return Buffer.concat([head, content, Buffer.alloc((512 - (content.length % 512)) % 512)])
}
