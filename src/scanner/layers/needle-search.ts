import type { NeedleHit } from './layer-facts.ts'

/** Text kept from each hit, bytes. */
export const HIT_WINDOW = 160

/**
 * Finds fixed byte strings in a file that comes by in slices, also across slice borders (RAW-2).
 * Plain string search: time is linear in the bytes whatever the input (LIM-10).
 */
export class NeedleSearch {
  readonly #needles: readonly { readonly name: string; readonly bytes: Buffer }[]
  readonly #maxHits: number
  readonly #counts = new Map<string, number>()
  readonly #hits: NeedleHit[] = []
  #tail: Buffer = Buffer.alloc(0)
  #tailOffset = 0

  constructor(needles: readonly string[], maxHits: number) {
    this.#needles = needles.map((name) => ({ name, bytes: Buffer.from(name, 'latin1') }))
    this.#maxHits = maxHits
  }

  write(slice: Buffer): void {
    if (slice.length < HIT_WINDOW) {
      this.#joinTail(slice)
      return
    }
    const border = Buffer.concat([this.#tail, slice.subarray(0, HIT_WINDOW)])
    this.#scan(border, this.#tailOffset, this.#tail.length)
    const offset = this.#tailOffset + this.#tail.length
    // The last window is left for the next border, so that every hit has its whole text.
    const end = slice.length - HIT_WINDOW
    this.#scan(slice, offset, end)
    this.#tail = Buffer.from(slice.subarray(end))
    this.#tailOffset = offset + end
  }

  /** The file has ended: all hits in the order of their offsets. */
  end(): NeedleHit[] {
    this.#scan(this.#tail, this.#tailOffset, this.#tail.length)
    return this.#hits.sort((a, b) => a.offset - b.offset || (a.needle < b.needle ? -1 : 1))
  }

  #joinTail(slice: Buffer): void {
    const joined = Buffer.concat([this.#tail, slice])
    const end = Math.max(0, joined.length - HIT_WINDOW)
    this.#scan(joined, this.#tailOffset, end)
    this.#tail = joined.subarray(end)
    this.#tailOffset += end
  }

  /** Hits that start before `end`. */
  #scan(bytes: Buffer, offset: number, end: number): void {
    for (const needle of this.#needles) {
      for (let at = bytes.indexOf(needle.bytes); at >= 0 && at < end; at = bytes.indexOf(needle.bytes, at + 1)) {
        const count = this.#counts.get(needle.name) ?? 0
        if (count >= this.#maxHits) break
        this.#counts.set(needle.name, count + 1)
        this.#hits.push({ needle: needle.name, offset: offset + at, text: readableText(bytes, at) })
      }
    }
  }
}

function readableText(bytes: Buffer, start: number): string {
  let end = start
  while (end < bytes.length && end - start < HIT_WINDOW && isReadable(bytes[end] ?? 0)) end++
  return bytes.toString('latin1', start, end)
}

function isReadable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f
}
