/** Writes numbers and text one after the other in one byte order. */
export class ByteWriter {
  readonly #parts: Buffer[] = []
  readonly #bigEndian: boolean
  length = 0

  constructor(bigEndian = false) {
    this.#bigEndian = bigEndian
  }

  bytes(content: Buffer | string): this {
    const part = typeof content === 'string' ? Buffer.from(content, 'latin1') : content
    this.#parts.push(part)
    this.length += part.length
    return this
  }

  zeros(count: number): this {
    return this.bytes(Buffer.alloc(count))
  }

  /** Zeros up to a multiple of `size`. */
  align(size: number): this {
    return this.zeros((size - (this.length % size)) % size)
  }

  /** Zeros up to an offset that was not reached yet. */
  upTo(offset: number): this {
    return this.zeros(offset - this.length)
  }

  u8(value: number): this {
    return this.bytes(Buffer.from([value]))
  }

  u16(...values: readonly number[]): this {
    for (const value of values) this.#number(value, 2)
    return this
  }

  u32(...values: readonly number[]): this {
    for (const value of values) this.#number(value, 4)
    return this
  }

  /** Numbers of 4 or 8 bytes. */
  word(size: 4 | 8, ...values: readonly number[]): this {
    for (const value of values) this.#number(value, size)
    return this
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.#parts)
  }

  #number(value: number, size: number): void {
    const part = Buffer.alloc(size)
    let rest = BigInt(value)
    for (let index = 0; index < size; index++) {
      part[this.#bigEndian ? size - 1 - index : index] = Number(rest & 0xffn)
      rest >>= 8n
    }
    this.bytes(part)
  }
}

/** Names that end with a zero byte, each once, and where they start; the empty name is at 0. */
export class NameTable {
  readonly #writer = new ByteWriter().zeros(1)
  readonly #places = new Map<string, number>([['', 0]])

  add(name: string): number {
    const known = this.#places.get(name)
    if (known !== undefined) return known
    const at = this.#writer.length
    this.#writer.bytes(`${name}\0`)
    this.#places.set(name, at)
    return at
  }

  toBuffer(): Buffer {
    return this.#writer.toBuffer()
  }
}

/** The content of a section, or how it follows from the address at which it will lie. */
export type Content = Buffer | ((address: number) => Buffer)

/** The bytes of a content at an address. */
export function contentAt(content: Content, address: number): Buffer {
  return typeof content === 'function' ? content(address) : content
}

/** A name in a data section, and how many bytes behind the start of the section. */
export interface FakeSymbol {
  readonly section: string
  readonly at: number
}
