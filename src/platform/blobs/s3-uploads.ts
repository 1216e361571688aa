import { createHash, type Hash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { BlobUpload, Digest } from './blob-store.ts'
import { chunksOf } from './chunks-of.ts'
import { checkUploadId, type DigestAlgorithm } from './digest.ts'
import { blobOffsetMismatch, uploadBusy, uploadExists, uploadNotFound } from './errors.ts'
import { inParallel } from './in-parallel.ts'
import { S3Appending } from './s3-appending.ts'
import type { S3Bucket } from './s3-bucket.ts'
import { endOf, type Piece, S3Pieces } from './s3-pieces.ts'

/** Uploads whose age is asked at a time. */
const questions = 16

/** The digest of bytes that this process has sent itself, and the pieces that hold exactly those. */
interface Progress {
  readonly sha256: Hash
  readonly pieces: readonly Piece[]
}

type Publish = (pieces: readonly Piece[], actual: Digest) => Promise<void>

/**
 * Uploads in progress as pieces in the bucket. Any process can go on with any upload; only the running digest is a
 * memory of this one, and it counts only as long as the bucket holds exactly the pieces that it was made of.
 */
export class S3Uploads {
  readonly #bucket: S3Bucket
  readonly #folder: string
  readonly #clock: Clock
  readonly #progress = new Map<string, Progress>()
  readonly #busy = new Set<string>()

  constructor(bucket: S3Bucket, folder: string, clock: Clock) {
    this.#bucket = bucket
    this.#folder = folder
    this.#clock = clock
  }

  async start(uploadId: string): Promise<BlobUpload> {
    const pieces = this.#piecesOf(uploadId)
    if (await pieces.stored()) throw uploadExists({ uploadId })
    await pieces.begin(this.#clock.now())
    this.#progress.set(uploadId, { sha256: createHash('sha256'), pieces: [] })
    return { id: uploadId, size: 0 }
  }

  async find(uploadId: string): Promise<BlobUpload | undefined> {
    const stored = await this.#piecesOf(uploadId).stored()
    return stored && { id: uploadId, size: endOf(stored) }
  }

  append(uploadId: string, offset: number, source: AsyncIterable<Uint8Array>, limit: number): Promise<BlobUpload> {
    return this.#alone(uploadId, async (pieces, stored) => {
      const expected = endOf(stored)
      if (offset !== expected) throw blobOffsetMismatch({ uploadId, expected, actual: offset })
      const appending = await S3Appending.behind(pieces, stored, this.#digestOf(uploadId, stored))
      try {
        await appending.receive(chunksOf(source), limit)
      } finally {
        this.#remember(uploadId, appending.outcome)
      }
      return { id: uploadId, size: appending.size }
    })
  }

  /** Tells the digest of what was received to `publish`, which makes it a blob or refuses. Refused, the upload ends as well. */
  finish(uploadId: string, algorithm: DigestAlgorithm, publish: Publish): Promise<{ readonly size: number }> {
    return this.#alone(uploadId, async (pieces, stored) => {
      const known = algorithm === 'sha256' ? this.#digestOf(uploadId, stored) : undefined
      const actual: Digest = known ? `sha256:${known.copy().digest('hex')}` : await pieces.digest(stored, algorithm)
      await publish(stored, actual)
      return { size: endOf(stored) }
    })
  }

  async cancel(uploadId: string): Promise<void> {
    const pieces = this.#piecesOf(uploadId)
    this.#progress.delete(uploadId)
    await pieces.remove()
  }

  async startedBefore(moment: Date): Promise<readonly string[]> {
    const stale: string[] = []
    let next: string | undefined
    do {
      const page = await this.#bucket.folders(this.#folder, next)
      const began = await inParallel(questions, page.items, (id) => this.#piecesOf(id).began())
      // Without a beginning: what somebody had begun to take away.
      stale.push(...page.items.filter((_, index) => (began[index] ?? '') < moment.toISOString()))
      next = page.next
    } while (next !== undefined)
    return stale
  }

  /** The running digest, if it is that of these pieces: another process may have gone on with the upload meanwhile. */
  #digestOf(uploadId: string, stored: readonly Piece[]): Hash | undefined {
    const progress = this.#progress.get(uploadId)
    const same =
      progress?.pieces.length === stored.length &&
      progress.pieces.every(({ offset, etag }, index) => {
        const there = stored[index]
        return there?.offset === offset && there.etag === etag
      })
    return same ? progress?.sha256 : stored.length === 0 ? createHash('sha256') : undefined
  }

  #remember(uploadId: string, { sha256, pieces }: S3Appending['outcome']): void {
    if (sha256) this.#progress.set(uploadId, { sha256, pieces })
    else this.#progress.delete(uploadId)
  }

  /** Two requests that write one upload at once would mix their bytes. */
  async #alone<T>(uploadId: string, work: (pieces: S3Pieces, stored: readonly Piece[]) => Promise<T>): Promise<T> {
    const pieces = this.#piecesOf(uploadId)
    if (this.#busy.has(uploadId)) throw uploadBusy({ uploadId })
    this.#busy.add(uploadId)
    try {
      const stored = await pieces.stored()
      if (!stored) throw uploadNotFound({ uploadId })
      return await work(pieces, stored)
    } finally {
      this.#busy.delete(uploadId)
    }
  }

  #piecesOf(uploadId: string): S3Pieces {
    checkUploadId(uploadId)
    return new S3Pieces(this.#bucket, this.#folder, uploadId)
  }
}
