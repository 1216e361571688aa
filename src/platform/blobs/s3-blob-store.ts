import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { type Clock, systemClock } from '../clock.ts'
import { assertOutsideTransaction } from '../db/transaction-guard.ts'
import { DomainError } from '../errors.ts'
import type { BlobStore, BlobUpload, Digest, StoredBlob } from './blob-store.ts'
import { checkUploadId, type DigestAlgorithm, digestOf, isDigest, splitDigest } from './digest.ts'
import { blobDigestMismatch, blobNotFound, bucketRefused, rangeNotSatisfiable } from './errors.ts'
import { inParallel } from './in-parallel.ts'
import { type Multipart, S3Bucket } from './s3-bucket.ts'
import { endOf, type Piece } from './s3-pieces.ts'
import type { S3Settings } from './s3-settings.ts'
import { S3Uploads } from './s3-uploads.ts'

const algorithms = ['sha256', 'sha512'] as const

/** Pieces that S3 copies at a time. */
const copies = 16

/**
 * Damaged bytes up to this size are kept. S3 does not rename, it copies, and that has to be over before others believe that whoever
 * removes the blob has died.
 */
const largestKept = 1024 * 1024 * 1024

/** Names the leftover of a broken commit among the stale uploads. */
const leftover = 'joining.'

/** Where and how blobs are kept. */
export interface OpenS3BlobStore {
  readonly settings: S3Settings
  /** Everything of this store lies below it: "shop/blobs/". */
  readonly prefix: string
  readonly clock?: Clock
}

/**
 * Opens a blob store in a bucket:
 *
 *     <prefix>sha256/ab/ab12…           a blob, complete and verified
 *     <prefix>sha512/cd/cd34…
 *     <prefix>damaged/sha256-ab12…      bytes that were found to be wrong, for people to look at
 *     <prefix>uploads/<id>/…            what an upload has received (s3-pieces.ts)
 *
 * Throws `blobs.bucket_refused` when the bucket cannot be used.
 */
export async function openS3BlobStore(options: OpenS3BlobStore): Promise<BlobStore> {
  const { settings, prefix, clock = systemClock } = options
  const bucket = new S3Bucket(settings)
  try {
    await bucket.check()
  } catch (error) {
    throw bucketRefused({ bucket: settings.bucket, reason: reasonOf(error) })
  }
  const store = new S3BlobStore(bucket, prefix, new S3Uploads(bucket, `${prefix}uploads/`, clock))
  if (!settings.redirects) return store
  return Object.assign(store, { redirect: (digest: Digest) => bucket.address(store.keyOf(digest)) })
}

class S3BlobStore implements BlobStore {
  readonly #bucket: S3Bucket
  readonly #prefix: string
  readonly #uploads: S3Uploads

  constructor(bucket: S3Bucket, prefix: string, uploads: S3Uploads) {
    this.#bucket = bucket
    this.#prefix = prefix
    this.#uploads = uploads
  }

  async start(uploadId: string): Promise<BlobUpload> {
    assertOutsideTransaction('The blob store')
    return this.#uploads.start(uploadId)
  }

  async find(uploadId: string): Promise<BlobUpload | undefined> {
    assertOutsideTransaction('The blob store')
    return this.#uploads.find(uploadId)
  }

  async append(
    uploadId: string,
    offset: number,
    source: Readable | AsyncIterable<Uint8Array>,
    limit = Number.POSITIVE_INFINITY,
  ): Promise<BlobUpload> {
    assertOutsideTransaction('The blob store')
    return this.#uploads.append(uploadId, offset, source, limit)
  }

  async commit(uploadId: string, digest: Digest): Promise<{ readonly size: number }> {
    assertOutsideTransaction('The blob store')
    const { algorithm } = splitDigest(digest)
    const committed = await this.#uploads.finish(uploadId, algorithm, async (pieces, actual) => {
      if (actual !== digest) {
        await this.#uploads.cancel(uploadId)
        throw blobDigestMismatch({ expected: digest, actual })
      }
      await this.#publish(pieces, digest)
    })
    await this.#uploads.cancel(uploadId)
    return committed
  }

  async cancel(uploadId: string): Promise<void> {
    assertOutsideTransaction('The blob store')
    checkUploadId(uploadId)
    if (uploadId.startsWith(leftover)) await this.#abort(uploadId)
    else await this.#uploads.cancel(uploadId)
  }

  async staleUploads(before: Date): Promise<readonly string[]> {
    assertOutsideTransaction('The blob store')
    const joinings = (await this.#unfinished()).filter(({ began }) => began < before).map(nameOf)
    return [...(await this.#uploads.startedBefore(before)), ...joinings]
  }

  async put(content: Uint8Array, algorithm: DigestAlgorithm = 'sha256') {
    assertOutsideTransaction('The blob store')
    const digest = digestOf(content, algorithm)
    await this.#bucket.put(this.keyOf(digest), content)
    return { digest, size: content.byteLength }
  }

  async stat(digest: Digest): Promise<{ readonly size: number } | undefined> {
    assertOutsideTransaction('The blob store')
    const size = await this.#bucket.size(this.keyOf(digest))
    return size === undefined ? undefined : { size }
  }

  async read(digest: Digest, range?: { readonly start: number; readonly end?: number }): Promise<Readable> {
    assertOutsideTransaction('The blob store')
    const key = this.keyOf(digest)
    const body = await this.#bucket.get(key, range ? { range } : {})
    if (body === undefined) throw blobNotFound({ digest })
    if (body !== 'beyond') return body
    // S3 has no range that an empty object satisfies; a file has.
    const size = (await this.#bucket.size(key)) ?? 0
    if (size === 0 && range?.start === 0) return Readable.from([])
    throw rangeNotSatisfiable({ start: range?.start ?? 0, size })
  }

  async remove(digest: Digest): Promise<void> {
    assertOutsideTransaction('The blob store')
    await this.#bucket.remove(this.keyOf(digest))
  }

  async setAside(digest: Digest): Promise<void> {
    assertOutsideTransaction('The blob store')
    const damaged = await this.#bucket.head(this.keyOf(digest))
    if (!damaged) return
    if (damaged.size <= largestKept) {
      await this.#bucket.copy(damaged, `${this.#prefix}damaged/${digest.replace(':', '-')}`)
    }
    await this.#bucket.remove(damaged.key)
  }

  async list(after: Digest | undefined, limit: number): Promise<readonly StoredBlob[]> {
    assertOutsideTransaction('The blob store')
    const found: StoredBlob[] = []
    for (const algorithm of algorithms) {
      if (after !== undefined && algorithm < splitDigest(after).algorithm) continue
      await this.#listInto(found, algorithm, after?.startsWith(algorithm) ? after : undefined, limit)
    }
    return found
  }

  keyOf(digest: Digest): string {
    const { algorithm, hex } = splitDigest(digest)
    return `${this.#prefix}${algorithm}/${hex.slice(0, 2)}/${hex}`
  }

  async #listInto(found: StoredBlob[], algorithm: DigestAlgorithm, after: Digest | undefined, limit: number) {
    let from: { after?: string; next?: string } = after === undefined ? {} : { after: this.keyOf(after) }
    while (found.length < limit) {
      const { items, next } = await this.#bucket.list(`${this.#prefix}${algorithm}/`, from)
      for (const { key, size } of items) {
        const digest = `${algorithm}:${key.split('/').at(-1)}`
        if (isDigest(digest) && found.length < limit) found.push({ digest, size })
      }
      if (next === undefined) return
      from = { next }
    }
  }

  /** Makes one object of verified pieces. Nobody sees it before it is whole; it is made of exactly the bytes that were verified. */
  async #publish(pieces: readonly Piece[], digest: Digest): Promise<void> {
    const key = this.keyOf(digest)
    if ((await this.#bucket.size(key)) === endOf(pieces)) return
    const [first, ...more] = pieces
    if (!first) await this.#bucket.put(key, Buffer.alloc(0))
    else if (more.length === 0) await this.#bucket.copy(first, key)
    else await this.#join(pieces, key)
  }

  async #join(pieces: readonly Piece[], key: string): Promise<void> {
    const joining = await this.#bucket.startMultipart(key)
    try {
      const parts = await inParallel(copies, pieces, (piece, index) => this.#bucket.copyPart(joining, index + 1, piece))
      await this.#bucket.complete(joining, parts)
    } catch (error) {
      // What cannot be taken back now is found by the sweep.
      await this.#bucket.abort(joining).catch(() => {})
      throw error
    }
  }

  async #abort(uploadId: string): Promise<void> {
    const joining = (await this.#unfinished()).find((unfinished) => nameOf(unfinished) === uploadId)
    if (joining) await this.#bucket.abort(joining)
  }

  async #unfinished() {
    return (await Promise.all(algorithms.map((name) => this.#bucket.unfinished(`${this.#prefix}${name}/`)))).flat()
  }
}

/** S3's own names for joinings are of any form and length. */
function nameOf({ key, id }: Multipart): string {
  return `${leftover}${createHash('sha256').update(`${key} ${id}`).digest('hex')}`
}

function reasonOf(error: unknown): string {
  const cause = error instanceof DomainError ? error.cause : error
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
}
