import {
  CENTRAL_HEADER,
  DATA_DESCRIPTOR,
  END_OF_DIRECTORY,
  LOCAL_HEADER,
  localHeaderLength,
  parseLocalHeader,
  readUInt64,
  ZIP64_END_OF_DIRECTORY,
  type ZipEntry,
} from './zip-records.ts'

/** Takes the content of one entry as it is stored. The slices are only valid during the call. */
export interface StoredSink {
  write(slice: Buffer): void
  end(): void
}

type State = 'before' | 'header' | 'content' | 'open-content' | 'done' | 'damaged'

const MAX_BEFORE = 1024 * 1024
/** A descriptor of the long form, and the signature behind it. */
const DESCRIPTOR_REACH = 28
const signature = Buffer.from([0x50, 0x4b, 0x07, 0x08])
const firstSignature = Buffer.from([0x50, 0x4b, 0x03, 0x04])

/**
 * Walks a zip archive by its local headers as its bytes come by (LAY-9), for archives that are too large to be held or have
 * lost their directory. Where the size of an entry only follows its content, the end is where a data descriptor states
 * exactly the bytes that were passed. Never throws.
 */
export class ZipWalk {
  readonly #visit: (entry: ZipEntry) => StoredSink | undefined
  #state: State = 'before'
  #started = false
  #rest: Buffer = Buffer.alloc(0)
  #sink: StoredSink | undefined
  /** Bytes of content that are still to come, or in open content, that were passed. */
  #count = 0
  #skipped = 0

  constructor(visit: (entry: ZipEntry) => StoredSink | undefined) {
    this.#visit = visit
  }

  /** Takes the next bytes; answers false when no more are needed. */
  write(slice: Buffer): boolean {
    let bytes = this.#rest.length === 0 ? slice : Buffer.concat([this.#rest, slice])
    while (bytes.length > 0 && !this.#over) {
      const used = this.#step(bytes)
      if (used === undefined) break
      bytes = bytes.subarray(used)
    }
    this.#rest = this.#over ? Buffer.alloc(0) : Buffer.from(bytes)
    return !this.#over
  }

  /** The archive has ended. False when that was in the middle of it, or when it was damaged before. */
  end(): boolean {
    return this.#state === 'done'
  }

  /** True once the first local header was found: before that it may be anything. */
  get started(): boolean {
    return this.#started
  }

  get #over(): boolean {
    return this.#state === 'done' || this.#state === 'damaged'
  }

  /** Answers how many bytes were used, undefined when more must come first. */
  #step(bytes: Buffer): number | undefined {
    if (this.#state === 'before') return this.#findStart(bytes)
    if (this.#state === 'header') return this.#header(bytes)
    return this.#state === 'content' ? this.#content(bytes) : this.#openContent(bytes)
  }

  #findStart(bytes: Buffer): number | undefined {
    const at = bytes.indexOf(firstSignature)
    if (at >= 0) {
      this.#started = true
      this.#state = 'header'
      return at
    }
    const passed = Math.max(0, bytes.length - 3)
    this.#skipped += passed
    if (this.#skipped > MAX_BEFORE) this.#state = 'damaged'
    return passed === 0 ? undefined : passed
  }

  #header(bytes: Buffer): number | undefined {
    if (bytes.length < 4) return undefined
    const kind = bytes.readUInt32LE(0)
    if (kind === DATA_DESCRIPTOR) return skippedDescriptor(bytes)
    if (kind !== LOCAL_HEADER) {
      const known = [CENTRAL_HEADER, END_OF_DIRECTORY, ZIP64_END_OF_DIRECTORY].includes(kind)
      this.#state = known ? 'done' : 'damaged'
      return 0
    }
    const length = localHeaderLength(bytes)
    if (length === undefined) return undefined
    const entry = parseLocalHeader(bytes.subarray(0, length))
    this.#sink = this.#visit(entry)
    this.#state = entry.storedBytes === undefined ? 'open-content' : 'content'
    this.#count = entry.storedBytes ?? 0
    if (this.#count === 0 && this.#state === 'content') this.#finish()
    return length
  }

  #content(bytes: Buffer): number {
    const slice = bytes.subarray(0, Math.min(bytes.length, this.#count))
    this.#sink?.write(slice)
    this.#count -= slice.length
    if (this.#count === 0) this.#finish()
    return slice.length
  }

  #openContent(bytes: Buffer): number | undefined {
    const hit = bytes.indexOf(signature)
    if (hit < 0) return this.#pass(bytes, bytes.length - 3)
    if (hit > 0) return this.#pass(bytes, hit)
    if (bytes.length < DESCRIPTOR_REACH) return undefined
    const length = descriptorLength(bytes, this.#count)
    if (length === undefined) return this.#pass(bytes, 1)
    this.#finish()
    return length
  }

  #pass(bytes: Buffer, length: number): number | undefined {
    if (length <= 0) return undefined
    this.#sink?.write(bytes.subarray(0, length))
    this.#count += length
    return length
  }

  #finish(): void {
    this.#sink?.end()
    this.#sink = undefined
    this.#state = 'header'
  }
}

/** The descriptor that ends content of `stored` bytes, in its short or its zip64 form. */
function descriptorLength(bytes: Buffer, stored: number): number | undefined {
  if (bytes.readUInt32LE(8) !== stored % 2 ** 32) return undefined
  const isLong = readUInt64(bytes, 8) === stored && startsRecord(bytes, 24) && !startsRecord(bytes, 16)
  return isLong ? 24 : 16
}

/** A descriptor behind content whose size was known already. */
function skippedDescriptor(bytes: Buffer): number | undefined {
  if (bytes.length < DESCRIPTOR_REACH) return undefined
  return startsRecord(bytes, 24) && !startsRecord(bytes, 16) ? 24 : 16
}

function startsRecord(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x50 && bytes[at + 1] === 0x4b
}
