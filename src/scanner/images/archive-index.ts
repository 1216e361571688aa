import { EndOfInput } from '../layers/byte-reader.ts'
import type { ImageFiles } from './image-source.ts'
import { type ArchiveEntry, type Cursor, resolveLink, TarEntries } from './tar-entries.ts'
import { UnusableImage } from './unusable-image.ts'

/** A file that can be read anywhere. */
export interface RandomAccessFile {
  /** Bytes. */
  readonly size: number
  /** Fewer bytes only at the end of the file. */
  read(from: number, length: number): Promise<Buffer>
  /** A part of the file; each call reads on its own, so that layers can be read at the same time. */
  stream(from: number, length: number): AsyncIterable<Uint8Array>
}

/** An archive around an image has a few hundred entries. */
const MAX_ENTRIES = 100_000

/**
 * Finds the files of an uncompressed archive without reading them. Throws `UnusableImage` when it is damaged, breaks off or
 * has more entries than an archive of images can have.
 */
export async function indexArchive(file: RandomAccessFile): Promise<ImageFiles> {
  const found = new Map<string, ArchiveEntry>()
  const links = new Map<string, string>()
  const entries = new TarEntries(new FileCursor(file))
  try {
    for (let entry = await entries.next(); entry !== undefined; entry = await entries.next()) {
      if (found.size + links.size >= MAX_ENTRIES) throw tooMany()
      if (entry.kind === 'file') found.set(entry.path, entry)
      else if (entry.kind === 'link') links.set(entry.path, entry.target)
    }
  } catch (error) {
    if (error instanceof EndOfInput) throw new UnusableImage('invalid', 'The archive is damaged: it breaks off.')
    throw error
  }
  const at = (path: string) => found.get(resolveLink(links, path) ?? '')
  return {
    has: async (path) => at(path) !== undefined,
    async read(path, limit) {
      const entry = at(path)
      if (entry === undefined) return undefined
      if (entry.size > limit) throw tooLarge(path, limit)
      const bytes = await file.read(entry.offset, entry.size)
      if (bytes.length < entry.size) throw new UnusableImage('invalid', 'The archive is damaged: it breaks off.')
      return bytes
    },
    open(path) {
      const entry = at(path)
      if (entry === undefined) throw new UnusableImage('invalid', `The image is incomplete: ${path} is missing.`)
      return file.stream(entry.offset, entry.size)
    },
  }
}

function tooMany(): UnusableImage {
  return new UnusableImage(
    'limit_exceeded',
    `The archive has more than ${MAX_ENTRIES} entries; it does not hold an image.`,
  )
}

/** A document that is larger than documents are. */
export function tooLarge(path: string, limit: number): UnusableImage {
  return new UnusableImage('limit_exceeded', `The image cannot be read: ${path} has more than ${limit} bytes.`)
}

class FileCursor implements Cursor {
  readonly #file: RandomAccessFile
  #position = 0

  constructor(file: RandomAccessFile) {
    this.#file = file
  }

  async atEnd(): Promise<boolean> {
    return this.#position >= this.#file.size
  }

  async read(length: number): Promise<Buffer> {
    const bytes = await this.#file.read(this.#position, length)
    if (bytes.length < length) throw new EndOfInput('unexpected end of input')
    this.#position += length
    return bytes
  }

  async skip(length: number): Promise<void> {
    this.#position += length
    if (this.#position > this.#file.size) throw new EndOfInput('unexpected end of input')
  }
}
