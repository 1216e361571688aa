/** One needle, prepared for the search. */
export interface Needle {
  readonly text: string
  readonly bytes: Buffer
  /** Its place in the table. */
  readonly index: number
}

const PAIRS = 65_536
const MAX_JUMP = 255

/**
 * Needles prepared for being searched all at once, after Wu and Manber: by the two bytes at the end of a window that is as
 * long as the shortest needle, a table says how far the window can move without missing any. Most bytes of a program are
 * never looked at, and the time hardly depends on the number of needles.
 */
export class NeedleTable {
  readonly needles: readonly Needle[]
  /** Length of the shortest needle, bytes. */
  readonly window: number
  /** By pair of bytes: how far the window can move; 0: a needle may start here. */
  readonly jumps: Uint8Array
  readonly #candidates = new Map<number, Needle[]>()

  /** Needles are bytes written as Latin-1, none of them empty. */
  constructor(needles: readonly string[]) {
    this.needles = [...new Set(needles)].map((text, index) => ({ text, bytes: Buffer.from(text, 'latin1'), index }))
    this.window = Math.min(MAX_JUMP, ...this.needles.map(({ bytes }) => bytes.length))
    this.jumps = new Uint8Array(PAIRS).fill(this.window)
    for (const needle of this.needles) this.#enter(needle)
  }

  /** Needles that may start where a window ends with this pair. */
  candidates(pair: number): readonly Needle[] {
    return this.#candidates.get(pair) ?? []
  }

  #enter(needle: Needle): void {
    // What stands before the first byte is not known: any byte may.
    const [first = 0] = needle.bytes
    for (let before = 0; before < 256; before++) this.#limit((before << 8) | first, this.window - 1)
    for (let at = 1; at < this.window; at++) {
      this.#limit(needle.bytes.readUInt16BE(at - 1), this.window - 1 - at)
    }
    for (const pair of this.#lastPairs(needle.bytes)) {
      this.#candidates.set(pair, [...(this.#candidates.get(pair) ?? []), needle])
    }
  }

  #lastPairs(bytes: Buffer): number[] {
    if (this.window > 1) return [bytes.readUInt16BE(this.window - 2)]
    return Array.from({ length: 256 }, (_, before) => (before << 8) | (bytes[0] ?? 0))
  }

  #limit(pair: number, jump: number): void {
    if (jump < (this.jumps[pair] ?? 0)) this.jumps[pair] = jump
  }
}
