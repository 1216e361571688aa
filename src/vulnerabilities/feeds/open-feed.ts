import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { ADVISORY_FORMAT, isEpssHeading, openKev, openNvd } from '../../scanner/index.ts'
import type { FeedFormat } from '../domain/feed.ts'
import { type FeedText, feedLimits, NotAFeed } from './feed-text.ts'
import { openFolder } from './folder-texts.ts'
import { openZip } from './zip-texts.ts'

/** A feed that is ready to be read. */
export interface OpenFeed {
  readonly format: FeedFormat
  /** Records, where the source says how many. */
  readonly expected?: number
  /** True when the source is by its nature all that the feed has: an archive or a catalogue, not a folder or one record. */
  readonly whole: boolean
  /** Tells two files of equal bytes, read by the same program, to be the same; absent for folders. */
  readonly fingerprint?: string
  /** The records, one at a time. Throws `NotAFeed` in the middle when the source turns out not to be whole. */
  readonly texts: AsyncGenerator<FeedText>
  /** Gives files back when the records are not wanted after all. */
  close(): Promise<void>
}

/**
 * Opens a zip, a folder, or a file: OSV records, the KEV catalogue, EPSS as CSV (also gzipped), answers of the NVD API
 * (ADV-1). Which of them it is is told by what stands in it. Throws `NotAFeed`, or the error of the file system.
 */
export async function openFeed(path: string): Promise<OpenFeed> {
  const info = await stat(path)
  if (info.isDirectory()) {
    const { expected, texts } = await openFolder(path)
    return { ...(await bySight(texts, expected)), whole: false }
  }
  const fingerprint = await fingerprintOf(path)
  if (path.toLowerCase().endsWith('.zip') || (await isZip(path))) {
    const { expected, texts } = await openZip(path, info.size)
    return { ...(await bySight(texts, expected)), whole: true, fingerprint }
  }
  if (info.size > feedLimits.file) throw new NotAFeed(`it is larger than ${feedLimits.file} bytes`)
  const bytes = await unzipped(await readFile(path))
  const opened = await bySight(one({ name: basename(path), bytes }), 1)
  return { ...opened, whole: opened.format === 'kev' || opened.format === 'epss', fingerprint }
}

async function* one(text: FeedText): AsyncGenerator<FeedText> {
  yield text
}

async function unzipped(bytes: Buffer): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: feedLimits.file })
  } catch {
    throw new NotAFeed('it is damaged, or too large when it is unpacked')
  }
}

/** What is fetched has no name that says what it is. */
async function isZip(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    const mark = buffer.toString('latin1')
    return mark === 'PK\x03\x04' || mark === 'PK\x05\x06'
  } finally {
    await file.close()
  }
}

async function fingerprintOf(path: string): Promise<string> {
  const hash = createHash('sha256').update(`${ADVISORY_FORMAT}\n`)
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer)
  return hash.digest('base64url')
}

/** Looks at the first file and reads all of them that way. */
async function bySight(
  files: AsyncGenerator<FeedText>,
  expected: number,
): Promise<Pick<OpenFeed, 'format' | 'expected' | 'texts' | 'close'>> {
  const first = await files.next()
  const close = async () => {
    await files.return(undefined)
  }
  if (first.done) return { format: 'osv', expected: 0, texts: files, close }
  const format = formatOf(first.value.bytes)
  const all = startingWith(first.value, files)
  if (format === 'osv') return { format, expected, texts: all, close }
  return { format, texts: format === 'epss' ? linesOf(all) : entriesOf(all, format), close }
}

async function* startingWith(first: FeedText, rest: AsyncGenerator<FeedText>): AsyncGenerator<FeedText> {
  yield first
  yield* rest
}

function formatOf(bytes: Buffer): FeedFormat {
  const head = bytes.subarray(0, 4096).toString('latin1')
  if (head.trimStart().startsWith('{')) {
    if (head.includes('"catalogVersion"')) return 'kev'
    return head.includes('"NVD_CVE"') ? 'nvd' : 'osv'
  }
  return head.startsWith('#model_version') || head.startsWith('cve,epss') ? 'epss' : 'osv'
}

async function* entriesOf(files: AsyncGenerator<FeedText>, format: 'kev' | 'nvd'): AsyncGenerator<FeedText> {
  for await (const { name, bytes, unreadable } of files) {
    if (unreadable !== undefined) throw new NotAFeed(`${name} is ${unreadable}`)
    const opened = (format === 'kev' ? openKev : openNvd)(bytes.toString('utf8'))
    if (!opened.ok) throw new NotAFeed(`${name} is no whole answer: ${opened.reason}`)
    for (const [index, entry] of opened.entries.entries()) {
      yield { name: `${name}, entry ${index + 1}`, bytes: Buffer.from(JSON.stringify(entry) ?? 'null') }
    }
  }
}

async function* linesOf(files: AsyncGenerator<FeedText>): AsyncGenerator<FeedText> {
  for await (const { name, bytes } of files) {
    let line = 0
    for (let from = 0; from < bytes.length; ) {
      const found = bytes.indexOf(0x0a, from)
      const end = found === -1 ? bytes.length : found
      line += 1
      const text = bytes.subarray(from, end)
      if (!isEpssHeading(text.subarray(0, 210).toString('latin1').trim()))
        yield { name: `${name}, line ${line}`, bytes: text }
      from = end + 1
    }
  }
}
