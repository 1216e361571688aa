import { crc32, deflateRawSync } from 'node:zlib'

/** One entry to write. */
export interface ZipSpec {
  readonly name: string
  readonly content?: string | Buffer
  /** Default: deflated. */
  readonly stored?: boolean
  /** Writes the sizes behind the content, as Java does, in 32 or 64 bits. */
  readonly sizesBehind?: 32 | 64
  /** Sizes in the headers where they shall differ from the truth. */
  readonly statedStored?: number
  readonly statedInflated?: number
  /** Flags beyond those that the other fields call for; 1 is "encrypted". */
  readonly flags?: number
  readonly method?: number
  /** Lets the directory point to the content of another entry, by its index. */
  readonly sameAs?: number
}

export interface ZipShape {
  /** Bytes before the archive; offsets do not count them, as with start scripts and jmod files. */
  readonly before?: Buffer
  /** With offsets that count them. */
  readonly isCounted?: boolean
  readonly comment?: string
  /** Writes the end of the directory and the sizes in 64 bits. */
  readonly zip64?: boolean
  /** Leaves out the directory. */
  readonly directory?: false
}

/** One entry of a zip archive with text or bytes. */
export const zipped = (name: string, content: string | Buffer = '', more: Partial<ZipSpec> = {}): ZipSpec => ({
  name,
  content,
  ...more,
})

interface Written {
  readonly spec: ZipSpec
  readonly name: Buffer
  readonly stored: Buffer
  readonly inflated: number
  readonly crc: number
  readonly offset: number
}

/** A zip archive (APPNOTE 6.3). */
export function zip(entries: readonly ZipSpec[], shape: ZipShape = {}): Buffer {
  const before = shape.before ?? Buffer.alloc(0)
  const pieces: Buffer[] = []
  const written: Written[] = []
  let offset = shape.isCounted ? before.length : 0
  for (const spec of entries) {
    const one = { ...compressed(spec), offset }
    const bytes = localEntry(one, shape)
    pieces.push(bytes)
    written.push(one)
    offset += bytes.length
  }
  const headers = written.map((one) => centralHeader(one, written[one.spec.sameAs ?? -1]?.offset ?? one.offset, shape))
  const directory = Buffer.concat(headers)
  const end = shape.directory === false ? [] : [directory, endRecords(written.length, directory.length, offset, shape)]
  return Buffer.concat([before, ...pieces, ...end])
}

function compressed(spec: ZipSpec): Omit<Written, 'offset'> {
  const content = Buffer.from(spec.content ?? '')
  const stored = spec.stored ? content : deflateRawSync(content)
  return { spec, name: Buffer.from(spec.name), stored, inflated: content.length, crc: crc32(content) }
}

const SIZES_BEHIND = 8
const UTF8 = 0x800
const FULL = 0xffffffff

function flagsOf({ sizesBehind, flags = 0 }: ZipSpec): number {
  return UTF8 | flags | (sizesBehind ? SIZES_BEHIND : 0)
}

function methodOf({ method, stored }: ZipSpec): number {
  return method ?? (stored ? 0 : 8)
}

function sizesOf({ spec, stored, inflated }: Written): readonly [number, number] {
  return [spec.statedInflated ?? inflated, spec.statedStored ?? stored.length]
}

function localEntry(one: Written, shape: ZipShape): Buffer {
  const { spec, name, stored, crc } = one
  const [inflatedSize, storedSize] = spec.sizesBehind ? [0, 0] : sizesOf(one)
  const isWide = shape.zip64 && !spec.sizesBehind
  const extra = isWide ? zip64Extra([inflatedSize, storedSize]) : Buffer.alloc(0)
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt16LE(flagsOf(spec), 6)
  head.writeUInt16LE(methodOf(spec), 8)
  head.writeUInt32LE(spec.sizesBehind ? 0 : crc, 14)
  head.writeUInt32LE(isWide ? FULL : storedSize, 18)
  head.writeUInt32LE(isWide ? FULL : inflatedSize, 22)
  head.writeUInt16LE(name.length, 26)
  head.writeUInt16LE(extra.length, 28)
  return Buffer.concat([head, name, extra, stored, descriptor(one)])
}

function descriptor(one: Written): Buffer {
  const [inflated, stored] = sizesOf(one)
  const isWide = one.spec.sizesBehind === 64
  if (one.spec.sizesBehind === undefined) return Buffer.alloc(0)
  const bytes = Buffer.alloc(isWide ? 24 : 16)
  bytes.writeUInt32LE(0x08074b50, 0)
  bytes.writeUInt32LE(one.crc, 4)
  if (isWide) {
    bytes.writeBigUInt64LE(BigInt(stored), 8)
    bytes.writeBigUInt64LE(BigInt(inflated), 16)
  } else {
    bytes.writeUInt32LE(stored, 8)
    bytes.writeUInt32LE(inflated, 12)
  }
  return bytes
}

function centralHeader(one: Written, offset: number, shape: ZipShape): Buffer {
  const { spec, name, crc } = one
  const [inflatedSize, storedSize] = sizesOf(one)
  const extra = shape.zip64 ? zip64Extra([inflatedSize, storedSize, offset]) : Buffer.alloc(0)
  const head = Buffer.alloc(46)
  head.writeUInt32LE(0x02014b50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt16LE(20, 6)
  head.writeUInt16LE(flagsOf(spec), 8)
  head.writeUInt16LE(methodOf(spec), 10)
  head.writeUInt32LE(crc, 16)
  head.writeUInt32LE(shape.zip64 ? FULL : storedSize, 20)
  head.writeUInt32LE(shape.zip64 ? FULL : inflatedSize, 24)
  head.writeUInt16LE(name.length, 28)
  head.writeUInt16LE(extra.length, 30)
  head.writeUInt32LE(shape.zip64 ? FULL : offset, 42)
  return Buffer.concat([head, name, extra])
}

function zip64Extra(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(8 * values.length, 2)
  for (const [index, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index)
  return extra
}

function endRecords(entries: number, size: number, offset: number, shape: ZipShape): Buffer {
  const comment = Buffer.from(shape.comment ?? '')
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  for (const at of [8, 10]) end.writeUInt16LE(shape.zip64 ? 0xffff : Math.min(entries, 0xffff), at)
  end.writeUInt32LE(shape.zip64 ? FULL : size, 12)
  end.writeUInt32LE(shape.zip64 ? FULL : offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([shape.zip64 ? zip64End(entries, size, offset) : Buffer.alloc(0), end, comment])
}

function zip64End(entries: number, size: number, offset: number): Buffer {
  const bytes = Buffer.alloc(76)
  bytes.writeUInt32LE(0x06064b50, 0)
  bytes.writeBigUInt64LE(44n, 4)
  for (const at of [24, 32]) bytes.writeBigUInt64LE(BigInt(entries), at)
  bytes.writeBigUInt64LE(BigInt(size), 40)
  bytes.writeBigUInt64LE(BigInt(offset), 48)
  bytes.writeUInt32LE(0x07064b50, 56)
  bytes.writeBigUInt64LE(BigInt(offset + size), 64)
  bytes.writeUInt32LE(1, 72)
  return bytes
}
