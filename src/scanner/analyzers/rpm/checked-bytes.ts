/** The bytes are not what they claim to be. The message is one short clause and holds no text of the image. */
export class Damaged extends Error {}

/** Numbers and slices of a file from strangers; whatever lies outside of it is `Damaged`. */
export class CheckedBytes {
  readonly #bytes: Buffer
  readonly #order: 'big' | 'little'

  constructor(bytes: Buffer, order: 'big' | 'little') {
    this.#bytes = bytes
    this.#order = order
  }

  get length(): number {
    return this.#bytes.length
  }

  u8(at: number): number {
    return this.#bytes[this.#inside(at, 1)] ?? 0
  }

  u16(at: number): number {
    const from = this.#inside(at, 2)
    return this.#order === 'big' ? this.#bytes.readUInt16BE(from) : this.#bytes.readUInt16LE(from)
  }

  u32(at: number): number {
    const from = this.#inside(at, 4)
    return this.#order === 'big' ? this.#bytes.readUInt32BE(from) : this.#bytes.readUInt32LE(from)
  }

  /** The same memory, not a copy. */
  slice(at: number, length: number): Buffer {
    const from = this.#inside(at, length)
    return this.#bytes.subarray(from, from + length)
  }

  #inside(at: number, length: number): number {
    if (!(at >= 0 && length >= 0 && at + length <= this.#bytes.length)) throw new Damaged('points outside of its file')
    return at
  }
}
