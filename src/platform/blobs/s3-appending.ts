import type { Hash } from 'node:crypto'
import { blobTooLarge } from './errors.ts'
import { endOf, mostPieces, type Piece, pieceSize, type S3Pieces, smallestPiece } from './s3-pieces.ts'

/**
 * Bytes on their way to the end of an upload: one piece fills while the one before is being sent, so that an upload
 * needs the memory of two pieces and no more, whatever its size.
 */
export class S3Appending {
  readonly #target: S3Pieces
  readonly #digest: Hash | undefined
  readonly #stored: Piece[]
  /** Where `#filling` begins in the upload. */
  #start: number
  #filling: Buffer
  /** Bytes in `#filling`; the first `#known` of them the bucket has already, as a last piece that was too small to stay. */
  #filled = 0
  #known = 0
  #sending: Promise<Buffer | undefined> = Promise.resolve(undefined)
  #failure: { readonly error: unknown } | undefined

  /** Begins behind what is stored. With `digest`, the running digest of exactly that, it is carried on. */
  static async behind(target: S3Pieces, stored: readonly Piece[], digest: Hash | undefined): Promise<S3Appending> {
    const last = stored.at(-1)
    if (!last || last.size >= smallestPiece) return new S3Appending(target, stored, digest)
    const appending = new S3Appending(target, stored, digest)
    appending.#start = last.offset
    appending.#known = appending.#filled = (await target.read(last)).copy(appending.#filling)
    return appending
  }

  private constructor(target: S3Pieces, stored: readonly Piece[], digest: Hash | undefined) {
    this.#target = target
    this.#stored = [...stored]
    this.#digest = digest?.copy()
    this.#start = endOf(stored)
    this.#filling = Buffer.allocUnsafe(pieceSize(this.#start))
  }

  /** Stores what comes. When the source breaks off, what did come is stored before its error goes on. */
  async receive(source: AsyncIterable<Uint8Array>, limit: number): Promise<void> {
    try {
      for await (const chunk of source) {
        if (this.#start + this.#filled + chunk.byteLength > limit) throw blobTooLarge({ limit })
        this.#digest?.update(chunk)
        await this.#take(chunk)
      }
    } finally {
      await this.#finish()
    }
  }

  /** Bytes that are safely stored. */
  get size(): number {
    return endOf(this.#stored)
  }

  /** The pieces that are stored, and their digest if it is known. */
  get outcome(): { readonly pieces: readonly Piece[]; readonly sha256: Hash | undefined } {
    return { pieces: this.#stored, sha256: this.#failure ? undefined : this.#digest }
  }

  async #take(chunk: Uint8Array): Promise<void> {
    for (let taken = 0; taken < chunk.byteLength; ) {
      const part = chunk.subarray(taken, taken + this.#filling.length - this.#filled)
      this.#filling.set(part, this.#filled)
      this.#filled += part.byteLength
      taken += part.byteLength
      if (this.#filled === this.#filling.length) await this.#send()
    }
    if (this.#failure) throw this.#failure.error
  }

  async #finish(): Promise<void> {
    if (!this.#failure && this.#filled > this.#known) await this.#send()
    await this.#sending
    if (this.#failure) throw this.#failure.error
  }

  /** Waits for the piece before, then lets this one go and fills the memory of that one. */
  async #send(): Promise<void> {
    const free = await this.#sending
    if (this.#failure) throw this.#failure.error
    const full = this.#filling
    this.#sending = this.#write(this.#start, full.subarray(0, this.#filled)).then(() => full)
    this.#start += this.#filled
    this.#filled = this.#known = 0
    const size = pieceSize(this.#start)
    this.#filling = free?.length === size ? free : Buffer.allocUnsafe(size)
  }

  /** Remembers a failure instead of throwing it: who gives us bytes may be silent for a long time. */
  async #write(offset: number, bytes: Uint8Array): Promise<void> {
    try {
      if (this.#stored.at(-1)?.offset !== offset && this.#stored.length >= mostPieces) {
        throw blobTooLarge({ limit: offset })
      }
      const piece = await this.#target.write(offset, bytes)
      if (this.#stored.at(-1)?.offset === offset) this.#stored.pop()
      this.#stored.push(piece)
    } catch (error) {
      this.#failure = { error }
    }
  }
}
