import { createHash } from 'node:crypto'
import type { ArchiveBudget } from './archive-budget.ts'
import { type ArchiveContents, type ArchiveInterest, placeIn } from './archive-contents.ts'
import { readDirectory, storedContent } from './zip-directory.ts'
import type { ZipEntry } from './zip-records.ts'
import { type StoredSink, ZipWalk } from './zip-walk.ts'

const MAX_NAME = 4096

/**
 * One archive while its bytes arrive: held and read by its directory, or when it is too large for that, walked by its
 * local headers as it comes by (LAY-9). At its end its contents stand in the list, before those of archives within.
 */
export class OpenArchive<T> {
  readonly #inside: readonly string[]
  readonly #budget: ArchiveBudget
  readonly #interest: ArchiveInterest<T>
  readonly #found: (ArchiveContents<T> | undefined)[]
  readonly #place: number
  readonly #sha1 = createHash('sha1')
  readonly #entries: { name: string; kept: T }[] = []
  #pieces: Buffer[] = []
  #heldBytes = 0
  #lent = 0
  #walk: ZipWalk | undefined

  constructor(
    inside: readonly string[],
    budget: ArchiveBudget,
    interest: ArchiveInterest<T>,
    found: (ArchiveContents<T> | undefined)[],
  ) {
    this.#inside = inside
    this.#budget = budget
    this.#interest = interest
    this.#found = found
    this.#place = found.push(undefined) - 1
  }

  /** Takes bytes that are only valid during the call. */
  write(slice: Buffer): void {
    this.#sha1.update(slice)
    if (this.#walk) this.#walk.write(slice)
    else if (this.#mayHold(slice.length) && this.#budget.hold(slice.length)) {
      this.#lent += slice.length
      this.#hold(Buffer.from(slice))
    } else this.#startWalk(slice)
  }

  /** Takes bytes that stay as they are, in memory that somebody else accounts for. */
  take(bytes: Buffer): void {
    this.#sha1.update(bytes)
    if (this.#mayHold(bytes.length)) this.#hold(bytes)
    else this.#startWalk(bytes)
  }

  end(): void {
    const streamed = this.#walk === undefined ? this.#readHeld() : this.#walked(this.#walk)
    if (this.#walk?.started === false) return
    this.#found[this.#place] = {
      inside: this.#inside,
      sha1: this.#sha1.digest('hex'),
      ...(streamed ? { streamed: true as const } : {}),
      entries: this.#entries,
    }
  }

  #mayHold(bytes: number): boolean {
    return this.#heldBytes + bytes <= this.#budget.limits.archiveBytes
  }

  #hold(bytes: Buffer): void {
    this.#pieces.push(bytes)
    this.#heldBytes += bytes.length
  }

  #startWalk(slice: Buffer): void {
    this.#walk = new ZipWalk((entry) => this.#sinkFor(entry))
    const pieces = [...this.#pieces, slice]
    this.#letGo()
    for (const piece of pieces) this.#walk.write(piece)
  }

  #walked(walk: ZipWalk): true {
    if (walk.started && !walk.end()) this.#note('damaged or cut off')
    return true
  }

  /** Answers whether it had to be walked because it has no directory. */
  #readHeld(): boolean {
    const zip = this.#pieces.length === 1 && this.#pieces[0] ? this.#pieces[0] : Buffer.concat(this.#pieces)
    this.#pieces = []
    const end = readDirectory(zip, (entry) => this.#visit(zip, entry))
    if (end === 'damaged') this.#note('its directory is damaged')
    if (end === 'absent') {
      this.#walk = new ZipWalk((entry) => this.#sinkFor(entry))
      this.#walk.write(zip)
      if (this.#walk.started) this.#note('its directory is missing')
    }
    this.#letGo()
    return end === 'absent'
  }

  #letGo(): void {
    this.#budget.release(this.#lent)
    this.#lent = 0
    this.#heldBytes = 0
    this.#pieces = []
  }

  #visit(zip: Buffer, entry: ZipEntry): boolean {
    if (!this.#budget.countEntry()) return false
    if (!this.#wants(entry)) return true
    const stored = storedContent(zip, entry)
    if (stored === undefined) this.#note('damaged', entry)
    else this.#read(entry, stored)
    return !this.#budget.stopped
  }

  #sinkFor(entry: ZipEntry): StoredSink | undefined {
    if (!this.#budget.countEntry() || !this.#wants(entry)) return undefined
    return entry.method === 0 && this.#interest.wantsArchive(entry.name) ? this.#passOn(entry) : this.#collect(entry)
  }

  /** An archive within that is stored as it is needs no copy of ours. */
  #passOn(entry: ZipEntry): StoredSink | undefined {
    const inner = this.#within(entry)
    if (inner === undefined) return undefined
    return {
      write: (slice) => {
        if (this.#budget.spend(slice.length)) inner.write(slice)
      },
      end: () => inner.end(),
    }
  }

  #collect(entry: ZipEntry): StoredSink {
    const pieces: Buffer[] = []
    let held = 0
    let isFull = false
    return {
      write: (slice) => {
        isFull ||= held + slice.length > this.#mostFor(entry) || !this.#budget.hold(slice.length)
        if (isFull) return
        held += slice.length
        pieces.push(Buffer.from(slice))
      },
      end: () => {
        if (isFull) this.#note('larger than allowed', entry)
        else this.#read(entry, Buffer.concat(pieces))
        this.#budget.release(held)
      },
    }
  }

  #wants(entry: ZipEntry): boolean {
    const { name } = entry
    if (this.#budget.stopped || name.length > MAX_NAME || name.endsWith('/')) return false
    if (!this.#interest.wantsText(name) && !this.#interest.wantsArchive(name)) return false
    if (entry.encrypted) this.#note('encrypted', entry)
    return !entry.encrypted
  }

  #mostFor({ name }: ZipEntry): number {
    const { textFileBytes, archiveBytes } = this.#budget.limits
    return this.#interest.wantsArchive(name) ? 2 * archiveBytes : textFileBytes
  }

  #read(entry: ZipEntry, stored: Buffer): void {
    const content = this.#budget.inflate(stored, entry.method, this.#mostFor(entry))
    if (typeof content === 'string') this.#note(content, entry)
    else if (this.#interest.wantsArchive(entry.name)) this.#readWithin(entry, content, content === stored)
    else if (this.#budget.parse(content.length)) this.#keep(entry, content.toString('utf8'))
  }

  #readWithin(entry: ZipEntry, content: Buffer, isView: boolean): void {
    const held = isView ? 0 : content.length
    if (!this.#budget.hold(held)) {
      this.#note('larger than allowed', entry)
      return
    }
    const inner = this.#within(entry)
    inner?.take(content)
    inner?.end()
    this.#budget.release(held)
  }

  #within(entry: ZipEntry): OpenArchive<T> | undefined {
    const inside = [...this.#inside, entry.name]
    if (inside.length > this.#budget.limits.archiveNesting) {
      this.#note('nested deeper than allowed', entry)
      return undefined
    }
    if (!this.#budget.keep(placeIn(...inside).length + FRAME)) return undefined
    return new OpenArchive(inside, this.#budget, this.#interest, this.#found)
  }

  #keep(entry: ZipEntry, text: string): void {
    const found = this.#interest.keep(entry.name, text, this.#budget.limits)
    if (found === undefined) return
    if ('unreadable' in found) this.#note(found.unreadable, entry)
    else if (this.#budget.keep(entry.name.length + JSON.stringify(found.kept).length)) {
      this.#entries.push({ name: entry.name, kept: found.kept })
    }
  }

  #note(reason: string, entry?: ZipEntry): void {
    const place = placeIn(...this.#inside, ...(entry ? [entry.name] : []))
    this.#budget.note(place === '' ? reason : `${place.slice(-200)}: ${reason}`)
  }
}

/** Characters that an archive without entries takes in the facts. */
const FRAME = 100
