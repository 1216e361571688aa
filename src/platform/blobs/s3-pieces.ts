import { createHash, type Hash } from 'node:crypto'
import type { Digest } from './blob-store.ts'
import type { DigestAlgorithm } from './digest.ts'
import { storageUnreachable } from './errors.ts'
import { inParallel } from './in-parallel.ts'
import type { S3Bucket, S3Object } from './s3-bucket.ts'

const mebibyte = 1024 * 1024

/** S3 joins parts of at least this size; only the last may be smaller. */
export const smallestPiece = 5 * mebibyte

/** S3 joins at most so many parts. */
export const mostPieces = 10_000

/** Digits of the largest offset, so that keys sort like numbers. */
const offsetDigits = 15

/** Removals at a time. */
const removals = 16

/** A stretch of an upload: an object whose name says where it begins. */
export interface Piece extends S3Object {
  readonly offset: number
}

/** Bytes that are sent at once: so much of an upload is in memory, twice. Larger for what is already very large. */
export function pieceSize(offset: number): number {
  return (offset < 32 * 1024 * mebibyte ? 8 : 16) * mebibyte
}

/**
 * The pieces of an upload as the bucket has them: the bucket is all the state there is, so every process sees the same.
 *
 *     uploads/<id>/started             when it began
 *     uploads/<id>/at-<offset>         its bytes from that offset on
 */
export class S3Pieces {
  readonly #bucket: S3Bucket
  readonly #folder: string

  constructor(bucket: S3Bucket, uploadsFolder: string, uploadId: string) {
    this.#bucket = bucket
    this.#folder = `${uploadsFolder}${uploadId}/`
  }

  async begin(moment: Date): Promise<void> {
    await this.#bucket.put(`${this.#folder}started`, Buffer.from(moment.toISOString()))
  }

  /** When it began; undefined for an upload that is not there, or that somebody is taking away. */
  async began(): Promise<string | undefined> {
    const body = await this.#bucket.get(`${this.#folder}started`)
    if (body === undefined || body === 'beyond') return undefined
    let text = ''
    for await (const chunk of body) text += String(chunk)
    return text
  }

  /** What is stored without a gap from the first byte on; undefined for an unknown upload. */
  async stored(): Promise<readonly Piece[] | undefined> {
    const objects = await this.#objects()
    if (!objects.some(({ key }) => key === `${this.#folder}started`)) return undefined
    const pieces: Piece[] = []
    for (const object of objects) {
      const offset = this.#offsetOf(object.key)
      if (offset === endOf(pieces)) pieces.push({ ...object, offset })
    }
    return pieces
  }

  async write(offset: number, bytes: Uint8Array): Promise<Piece> {
    return { ...(await this.#bucket.put(this.#keyAt(offset), bytes)), offset }
  }

  /** The bytes of a small piece. */
  async read(piece: Piece): Promise<Buffer> {
    const chunks: Buffer[] = []
    for await (const chunk of await this.#open(piece)) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  }

  /** Reads everything once more. */
  async digest(pieces: readonly Piece[], algorithm: DigestAlgorithm): Promise<Digest> {
    const hash: Hash = createHash(algorithm)
    for (const piece of pieces) for await (const chunk of await this.#open(piece)) hash.update(chunk as Buffer)
    return `${algorithm}:${hash.digest('hex')}`
  }

  /** Takes everything away, the mark of the beginning last: what is left of a broken attempt is found again. */
  async remove(): Promise<void> {
    const keys = (await this.#objects()).map(({ key }) => key)
    const mark = `${this.#folder}started`
    await inParallel(
      removals,
      keys.filter((key) => key !== mark),
      (key) => this.#bucket.remove(key),
    )
    if (keys.includes(mark)) await this.#bucket.remove(mark)
  }

  async #objects(): Promise<readonly S3Object[]> {
    const objects: S3Object[] = []
    let next: string | undefined
    do {
      const page = await this.#bucket.list(this.#folder, next === undefined ? {} : { next })
      objects.push(...page.items)
      next = page.next
    } while (next !== undefined)
    return objects
  }

  async #open(piece: Piece) {
    const body = await this.#bucket.get(piece.key, { etag: piece.etag })
    // Listed a moment ago: somebody is taking the upload away, or the bucket forgets.
    if (body === undefined || body === 'beyond') throw storageUnreachable({ retryAfter: 1 })
    return body
  }

  #keyAt(offset: number): string {
    return `${this.#folder}at-${String(offset).padStart(offsetDigits, '0')}`
  }

  #offsetOf(key: string): number | undefined {
    const digits = key.slice(this.#folder.length).match(/^at-(\d+)$/)?.[1]
    return digits === undefined ? undefined : Number(digits)
  }
}

/** Where the next piece begins. */
export function endOf(pieces: readonly Piece[]): number {
  const last = pieces.at(-1)
  return last ? last.offset + last.size : 0
}
