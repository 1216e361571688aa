import { Decompress } from 'fzstd'
import { ByteReader } from './byte-reader.ts'

/** The largest window that the pure reader follows; larger ones are refused, never guessed (STK-22). */
const MAX_WINDOW = 2 ** 25
const FRAME_MAGIC = 0xfd2fb528
const MAX_BLOCK = 128 * 1024

/** The stream is intact as far as known, but asks for something that this reader does not do. */
export class UnsupportedZstd extends Error {}

/**
 * Inflates zstd in pure code, for a Node without zstd in `node:zlib`: several frames, skippable frames.
 * Blocks are handed over one at a time, so one step never yields more than 128 KiB whatever the input claims.
 */
export async function* inflateZstdFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const input = new ByteReader(source)
  while (!(await input.atEnd())) {
    const magic = (await input.read(4)).readUInt32LE(0)
    if (magic === FRAME_MAGIC) yield* inflateFrame(input)
    else if ((magic & 0xfffffff0) >>> 0 === 0x184d2a50) await input.skip((await input.read(4)).readUInt32LE(0))
    else throw new Error('not a zstd frame')
  }
}

async function* inflateFrame(input: ByteReader): AsyncGenerator<Buffer> {
  const header = await readFrameHeader(input)
  let inflated: Buffer[] = []
  const frame = new Decompress((bytes) => {
    if (bytes.length > 0) inflated.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  })
  frame.push(header.bytes)
  for (let last = false; !last; ) {
    const block = await readBlock(input)
    last = block.last
    frame.push(block.bytes, last)
    yield* inflated
    inflated = []
  }
  if (header.hasChecksum) await input.skip(4)
}

async function readFrameHeader(input: ByteReader): Promise<{ bytes: Buffer; hasChecksum: boolean }> {
  const descriptor = (await input.read(1))[0] ?? 0
  const singleSegment = (descriptor & 0x20) !== 0
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0
  const sizeFlag = descriptor >> 6
  const sizeBytes = sizeFlag === 0 ? (singleSegment ? 1 : 0) : 1 << sizeFlag
  const rest = await input.read((singleSegment ? 0 : 1) + dictionaryBytes + sizeBytes)
  if (
    dictionaryBytes > 0 &&
    rest.subarray(rest.length - sizeBytes - dictionaryBytes, rest.length - sizeBytes).some(Boolean)
  ) {
    throw new UnsupportedZstd('zstd dictionaries are not supported')
  }
  const window = singleSegment ? contentSize(rest.subarray(rest.length - sizeBytes)) : windowSize(rest[0] ?? 0)
  if (window > MAX_WINDOW) throw new UnsupportedZstd('the zstd window is larger than 32 MiB')
  const start = Buffer.alloc(5)
  start.writeUInt32LE(FRAME_MAGIC, 0)
  // The frame reader would wait for the checksum at the end; it is consumed here instead.
  start[4] = descriptor & ~4
  return { bytes: Buffer.concat([start, rest]), hasChecksum: (descriptor & 4) !== 0 }
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3))
  return base + (base / 8) * (descriptor & 7)
}

function contentSize(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE(0))
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0)
}

async function readBlock(input: ByteReader): Promise<{ bytes: Buffer; last: boolean }> {
  const header = await input.read(3)
  const word = header.readUIntLE(0, 3)
  const type = (word >> 1) & 3
  const size = word >> 3
  if (type === 3 || size > MAX_BLOCK) throw new Error('bad zstd block')
  const content = await input.read(type === 1 ? 1 : size)
  return { bytes: Buffer.concat([header, content]), last: (word & 1) === 1 }
}
