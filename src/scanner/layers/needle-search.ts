import type { NeedleHit } from './layer-facts.ts'
import type { Needle, NeedleTable } from './needle-table.ts'

/** Text kept from each hit on, bytes. */
export const HIT_WINDOW = 160

/** Text kept from before each hit, bytes. */
export const HIT_LEAD = 64

/**
 * Finds fixed byte strings in a file that comes by in slices, also across slice borders (RAW-2).
 * Time is linear in the bytes whatever the input, with the number of needles that end alike as its factor (LIM-10).
 */
export class NeedleSearch {
  readonly #table: NeedleTable
  readonly #maxHits: number
  readonly #counts: Uint32Array
  readonly #hits: NeedleHit[] = []
  /** The end of what came: the lead of the next place to look at, then what waits for its whole text. */
  #tail: Buffer = Buffer.alloc(0)
  #tailOffset = 0
  #next = 0

  /** `maxHits`: for each needle. */
  constructor(table: NeedleTable, maxHits: number) {
    this.#table = table
    this.#maxHits = maxHits
    this.#counts = new Uint32Array(table.needles.length)
  }

  write(slice: Buffer): void {
    if (slice.length < HIT_LEAD + HIT_WINDOW) {
      const joined = Buffer.concat([this.#tail, slice])
      this.#scan(joined, this.#tailOffset, this.#next, joined.length - HIT_WINDOW)
      this.#keepTail(joined, this.#tailOffset)
      return
    }
    const border = Buffer.concat([this.#tail, slice.subarray(0, HIT_LEAD + HIT_WINDOW)])
    this.#scan(border, this.#tailOffset, this.#next, this.#tail.length + HIT_LEAD)
    const offset = this.#tailOffset + this.#tail.length
    this.#scan(slice, offset, HIT_LEAD, slice.length - HIT_WINDOW)
    this.#keepTail(slice, offset)
  }

  /** The file has ended: all hits in the order of their offsets. */
  end(): NeedleHit[] {
    this.#scan(this.#tail, this.#tailOffset, this.#next, this.#tail.length)
    return this.#hits.sort((a, b) => a.offset - b.offset || (a.needle < b.needle ? -1 : 1))
  }

  #keepTail(bytes: Buffer, offset: number): void {
    const scanned = Math.max(this.#tailOffset + this.#next, offset + bytes.length - HIT_WINDOW)
    const start = Math.max(0, scanned - HIT_LEAD - offset)
    this.#tail = Buffer.from(bytes.subarray(start))
    this.#tailOffset = offset + start
    this.#next = scanned - this.#tailOffset
  }

  /** Hits that start from `from` on and before `end`. */
  #scan(bytes: Buffer, offset: number, from: number, end: number): void {
    const { jumps, window } = this.#table
    const last = Math.min(end + window - 1, bytes.length)
    let at = from + window - 1
    while (at < last) {
      const pair = ((bytes[at - 1] ?? 0) << 8) | (bytes[at] ?? 0)
      const jump = jumps[pair] ?? 1
      if (jump === 0) {
        this.#compare(bytes, offset, at - window + 1, pair)
        at++
      } else at += jump
    }
  }

  #compare(bytes: Buffer, offset: number, start: number, pair: number): void {
    for (const needle of this.#table.candidates(pair)) {
      const count = this.#counts[needle.index] ?? 0
      if (count >= this.#maxHits || !standsAt(bytes, start, needle)) continue
      this.#counts[needle.index] = count + 1
      const before = readableBefore(bytes, start)
      this.#hits.push({
        needle: needle.text,
        offset: offset + start,
        text: readableText(bytes, start),
        ...(before === '' ? {} : { before }),
      })
    }
  }
}

function standsAt(bytes: Buffer, start: number, needle: Needle): boolean {
  const wanted = needle.bytes
  if (start + wanted.length > bytes.length) return false
  for (let at = 0; at < wanted.length; at++) if (bytes[start + at] !== wanted[at]) return false
  return true
}

function readableText(bytes: Buffer, start: number): string {
  let end = start
  while (end < bytes.length && end - start < HIT_WINDOW && isReadable(bytes[end] ?? 0)) end++
  return bytes.toString('latin1', start, end)
}

function readableBefore(bytes: Buffer, end: number): string {
  let start = end
  while (start > 0 && end - start < HIT_LEAD && isReadable(bytes[start - 1] ?? 0)) start--
  return bytes.toString('latin1', start, end)
}

function isReadable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f
}
