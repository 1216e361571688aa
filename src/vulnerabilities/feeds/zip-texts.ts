import { type FileHandle, open, readFile } from 'node:fs/promises'
import { crc32, inflateRawSync } from 'node:zlib'
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl'
import { osvLimits } from '../../scanner/index.ts'
import { type FeedText, feedLimits, NotAFeed } from './feed-text.ts'

/** Archives up to this size are read into memory: looking up each of many small files on the disk takes longer. */
const mostInMemory = 64 * 1024 * 1024

/** An open archive: how many files it announces, and its records one after the other. */
export interface ZipTexts {
  readonly expected: number
  readonly texts: AsyncGenerator<FeedText>
}

/**
 * Reads the JSON files of a zip. Names inside are never used as paths. Sizes and checksums are verified: an archive that
 * is damaged or cut off throws, as it is not whole (ADV-2, ADV-8); a file that is only too large is quarantined.
 */
export async function openZip(path: string, size: number): Promise<ZipTexts> {
  if (size > feedLimits.archive) throw new NotAFeed(`it is larger than ${feedLimits.archive} bytes`)
  // Names stay bytes: the library would refuse those that lead out of the folder, which we never follow.
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false }
  if (size > mostInMemory) {
    const file = await open(path)
    try {
      const zip = await asArchive(openPromise(path, options))
      checkEntries(zip)
      return { expected: zip.entryCount, texts: textsOf(zip, (start, length) => readAt(file, start, length), file) }
    } catch (error) {
      await file.close()
      throw error
    }
  }
  const bytes = await readFile(path)
  const zip = await asArchive(fromBufferPromise(bytes, options))
  checkEntries(zip)
  return { expected: zip.entryCount, texts: textsOf(zip, (start, length) => bytes.subarray(start, start + length)) }
}

/** The library says in plain errors what is wrong with an archive. */
async function asArchive(opening: Promise<ZipFile>): Promise<ZipFile> {
  return opening.catch((error: unknown) => {
    throw notAnArchive(error)
  })
}

function notAnArchive(error: unknown): Error {
  const known = error instanceof NotAFeed || (error as NodeJS.ErrnoException).syscall !== undefined
  return known ? (error as Error) : new NotAFeed(`it is no whole zip (${(error as Error).message})`)
}

function checkEntries(zip: ZipFile): void {
  if (zip.entryCount > feedLimits.entries) throw new NotAFeed(`it holds more than ${feedLimits.entries} files`)
}

type Slice = (start: number, length: number) => Buffer | Promise<Buffer>

async function* textsOf(zip: ZipFile, slice: Slice, file?: FileHandle): AsyncGenerator<FeedText> {
  let inflated = 0
  let compressed = 0
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileNameRaw.toString('utf8').slice(0, 300)
      if (!name.toLowerCase().endsWith('.json')) continue
      inflated += entry.uncompressedSize
      compressed += entry.compressedSize
      checkRatio(inflated, compressed)
      if (entry.uncompressedSize > osvLimits.bytes || entry.compressedSize > osvLimits.bytes) {
        yield { name, bytes: Buffer.alloc(0), unreadable: `larger than ${osvLimits.bytes} bytes` }
      } else {
        yield await textOf(zip, entry, name, slice)
      }
    }
  } catch (error) {
    throw notAnArchive(error)
  } finally {
    zip.close()
    await file?.close()
  }
}

function checkRatio(inflated: number, compressed: number): void {
  if (inflated > feedLimits.inflated) throw new NotAFeed(`it comes to more than ${feedLimits.inflated} bytes`)
  if (inflated > feedLimits.ratioFrom && inflated > compressed * feedLimits.ratio) {
    throw new NotAFeed(`it grows to more than ${feedLimits.ratio} times its size`)
  }
}

const stored = 0
const deflate = 8

async function textOf(zip: ZipFile, entry: Entry, name: string, slice: Slice): Promise<FeedText> {
  const { compressionMethod } = entry
  if (entry.isEncrypted() || (compressionMethod !== stored && compressionMethod !== deflate)) {
    return { name, bytes: Buffer.alloc(0), unreadable: 'encrypted, or compressed in an unusual way' }
  }
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true })
  const raw = await slice(fileDataStart, entry.compressedSize)
  if (raw.length !== entry.compressedSize) throw new NotAFeed(`it ends in the middle of ${name}`)
  const bytes = compressionMethod === stored ? raw : inflate(raw, name)
  if (bytes.length !== entry.uncompressedSize || crc32(bytes) !== entry.crc32) {
    throw new NotAFeed(`${name} in it is damaged`)
  }
  return { name, bytes, ...(compressionMethod === deflate && { deflated: raw }) }
}

function inflate(raw: Buffer, name: string): Buffer {
  try {
    return inflateRawSync(raw, { maxOutputLength: osvLimits.bytes })
  } catch {
    throw new NotAFeed(`${name} in it is damaged`)
  }
}

async function readAt(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, start)
  return buffer.subarray(0, bytesRead)
}
