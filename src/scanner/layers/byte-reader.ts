/** The stream ended before the bytes that were asked for. */
export class EndOfInput extends Error {}

/** Reads exact numbers of bytes from a stream of chunks. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>
  #chunks: Buffer[] = []
  #buffered = 0
  #ended = false

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** True when no byte is left. */
  async atEnd(): Promise<boolean> {
    await this.#fill(1)
    return this.#buffered === 0
  }

  /** The next `length` bytes; throws `EndOfInput` when the stream is shorter. */
  async read(length: number): Promise<Buffer> {
    await this.#fill(length)
    if (this.#buffered < length) throw new EndOfInput('unexpected end of input')
    return this.#take(length)
  }

  /** Up to `length` bytes from the front without consuming them. */
  async peek(length: number): Promise<Buffer> {
    await this.#fill(length)
    const taken = this.#take(Math.min(length, this.#buffered))
    if (taken.length > 0) this.#chunks.unshift(taken)
    this.#buffered += taken.length
    return taken
  }

  async skip(length: number): Promise<void> {
    for (let left = length; left > 0; ) {
      await this.#fill(1)
      if (this.#buffered === 0) throw new EndOfInput('unexpected end of input')
      left -= this.#take(Math.min(left, this.#buffered, 1 << 20)).length
    }
  }

  /** Everything that is left, chunk by chunk. */
  async *rest(): AsyncGenerator<Buffer> {
    const chunks = this.#chunks
    this.#chunks = []
    this.#buffered = 0
    yield* chunks
    while (!this.#ended) {
      const { done, value } = await this.#source.next()
      if (done) this.#ended = true
      else yield asBuffer(value)
    }
  }

  /** Tells the stream that no more is needed. */
  async close(): Promise<void> {
    this.#ended = true
    await this.#source.return?.()
  }

  async #fill(length: number): Promise<void> {
    while (this.#buffered < length && !this.#ended) {
      const { done, value } = await this.#source.next()
      if (done) this.#ended = true
      else if (value.length > 0) {
        this.#chunks.push(asBuffer(value))
        this.#buffered += value.length
      }
    }
  }

  #take(length: number): Buffer {
    const pieces: Buffer[] = []
    let missing = length
    while (missing > 0) {
      const first = this.#chunks[0]
      if (first === undefined) break
      if (first.length <= missing) this.#chunks.shift()
      else this.#chunks[0] = first.subarray(missing)
      pieces.push(first.subarray(0, missing))
      missing -= Math.min(first.length, missing)
    }
    this.#buffered -= length - missing
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
