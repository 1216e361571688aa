import { ByteReader, EndOfInput } from '../layers/byte-reader.ts'
import { decodePath, normalizePath } from '../layers/paths.ts'
import { type PaxRecords, parsePax } from '../layers/pax.ts'
import { BadTarHeader, BLOCK_BYTES, isZeroBlock, parseTarHeader, type TarHeader } from '../layers/tar-header.ts'
import { UnusableImage } from './unusable-image.ts'

/** Reads forward: through a stream, or by position in a file. */
export interface Cursor {
  atEnd(): Promise<boolean>
  /** Throws `EndOfInput` when there is less. */
  read(length: number): Promise<Buffer>
  skip(length: number): Promise<void>
}

/** One entry of the archive around an image. */
export interface ArchiveEntry {
  readonly path: string
  readonly kind: 'file' | 'link' | 'other'
  /** Bytes of content. */
  readonly size: number
  /** Where its content starts, bytes from the start of the archive. */
  readonly offset: number
  /** For links: the path that it means, from the root of the archive. */
  readonly target: string
}

/** The path of the first entry of an archive; undefined when it is empty or none. Ends the stream. */
export async function firstEntryPath(stream: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const reader = new ByteReader(stream)
  try {
    return (await new TarEntries(reader).next())?.path
  } catch (error) {
    if (error instanceof UnusableImage || error instanceof EndOfInput) return undefined
    throw error
  } finally {
    await reader.close()
  }
}

const EXTENSION_BYTES = 1024 * 1024
const PIECE_BYTES = 262_144

/** The entries of an archive one after the other; content that nobody read is skipped. */
export class TarEntries {
  readonly #cursor: Cursor
  #position = 0
  #left = 0
  #padding = 0

  constructor(cursor: Cursor) {
    this.#cursor = cursor
  }

  /** Undefined at the end. Throws `UnusableImage` for what is no archive, and `EndOfInput` when it breaks off. */
  async next(): Promise<ArchiveEntry | undefined> {
    await this.#skip(this.#left + this.#padding)
    this.#left = this.#padding = 0
    let extended: PaxRecords = {}
    for (;;) {
      if (await this.#cursor.atEnd()) return undefined
      const block = await this.#read(BLOCK_BYTES)
      if (isZeroBlock(block)) return undefined
      const header = parsed(block)
      if (!'xgLK'.includes(header.type)) return this.#begin(header, extended)
      if (header.size > EXTENSION_BYTES) throw damaged()
      const bytes = await this.#read(header.size)
      await this.#skip(paddingOf(header.size))
      extended = { ...extended, ...readExtension(header.type, bytes) }
    }
  }

  /** The content of the entry that `next` gave last. */
  async *content(): AsyncGenerator<Buffer> {
    while (this.#left > 0) {
      const piece = await this.#read(Math.min(this.#left, PIECE_BYTES))
      this.#left -= piece.length
      yield piece
    }
  }

  #begin(header: TarHeader, extended: PaxRecords): ArchiveEntry {
    const path = normalizePath(extended.path || header.name).path
    const size = '123456'.includes(header.type) ? 0 : (extended.size ?? header.size)
    this.#left = size
    this.#padding = paddingOf(size)
    const link = extended.linkpath || header.linkTarget
    return { path, kind: kindOf(header.type), size, offset: this.#position, target: targetOf(header.type, path, link) }
  }

  async #read(length: number): Promise<Buffer> {
    this.#position += length
    return this.#cursor.read(length)
  }

  async #skip(length: number): Promise<void> {
    this.#position += length
    if (length > 0) await this.#cursor.skip(length)
  }
}

function parsed(block: Buffer): TarHeader {
  try {
    return parseTarHeader(block)
  } catch (error) {
    if (error instanceof BadTarHeader) throw damaged()
    throw error
  }
}

const damaged = () => new UnusableImage('invalid', 'The archive is damaged: an entry cannot be read.')

function readExtension(type: string, bytes: Buffer): PaxRecords {
  const nul = bytes.indexOf(0)
  const text = () => decodePath(nul < 0 ? bytes : bytes.subarray(0, nul))
  if (type === 'L') return { path: text() }
  if (type === 'K') return { linkpath: text() }
  return type === 'x' ? (parsePax(bytes) ?? {}) : {}
}

function kindOf(type: string): ArchiveEntry['kind'] {
  if (type === '0' || type === '7') return 'file'
  return type === '1' || type === '2' ? 'link' : 'other'
}

/** Symbolic links start at their folder, hard links at the root. */
function targetOf(type: string, path: string, link: string): string {
  if (type === '1') return normalizePath(link).path
  if (type !== '2') return ''
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  return normalizePath(link.startsWith('/') ? link : `${folder}/${link}`).path
}

const paddingOf = (size: number) => (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES

/** Follows links of an archive; undefined where they lead nowhere. */
export function resolveLink(links: ReadonlyMap<string, string>, path: string): string | undefined {
  let at = path
  for (let step = 0; step < 40; step++) {
    const next = links.get(at)
    if (next === undefined) return at
    at = next
  }
  return undefined
}
