import { randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { type Clock, systemClock } from '../clock.ts'
import { assertOutsideTransaction } from '../db/transaction-guard.ts'
import type { BlobStore, BlobUpload, Digest, StoredBlob } from './blob-store.ts'
import { type DigestAlgorithm, digestOf, splitDigest } from './digest.ts'
import { blobNotFound, rangeNotSatisfiable } from './errors.ts'
import { FileBytes } from './file-bytes.ts'
import { diskOps, type FileOps } from './file-ops.ts'
import { isMissing, refusalOf } from './file-problems.ts'
import { listFiles, sizeOf } from './fs-list.ts'
import { FsUploads } from './fs-uploads.ts'

/** Where and how blobs are kept. */
export interface OpenFsBlobStore {
  readonly directory: string
  readonly clock?: Clock
  readonly ops?: FileOps
}

/**
 * Opens a blob store in a folder:
 *
 *     <directory>/sha256/ab/ab12…      a blob, named by its digest, complete and durable
 *     <directory>/sha512/cd/cd34…
 *     <directory>/damaged/sha256-ab12… bytes that were found to be wrong, for people to look at
 *     <directory>/uploads/<id>/data    what an upload has received
 *     <directory>/uploads/<id>/started when it began
 */
export async function openFsBlobStore(options: OpenFsBlobStore): Promise<BlobStore> {
  const { directory, clock = systemClock, ops = diskOps } = options
  const uploadsFolder = join(directory, 'uploads')
  await mkdir(uploadsFolder, { recursive: true, mode: 0o700 })
  await ops.syncDirectory(directory)
  return new FsBlobStore(directory, ops, new FsUploads(uploadsFolder, clock, ops))
}

class FsBlobStore implements BlobStore {
  readonly #directory: string
  readonly #ops: FileOps
  readonly #uploads: FsUploads

  constructor(directory: string, ops: FileOps, uploads: FsUploads) {
    this.#directory = directory
    this.#ops = ops
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
    return this.#uploads.finish(uploadId, digest, (data, size) => this.#publish(data, digest, size))
  }

  async cancel(uploadId: string): Promise<void> {
    assertOutsideTransaction('The blob store')
    await this.#uploads.cancel(uploadId)
  }

  async staleUploads(before: Date): Promise<readonly string[]> {
    assertOutsideTransaction('The blob store')
    return this.#uploads.startedBefore(before)
  }

  async put(content: Uint8Array, algorithm: DigestAlgorithm = 'sha256') {
    assertOutsideTransaction('The blob store')
    const digest = digestOf(content, algorithm)
    const uploadId = `put-${randomUUID()}`
    await this.#uploads.start(uploadId)
    try {
      await this.#uploads.append(uploadId, 0, Readable.from([content]), Number.POSITIVE_INFINITY)
      await this.commit(uploadId, digest)
    } catch (error) {
      await this.#uploads.cancel(uploadId)
      throw error
    }
    return { digest, size: content.byteLength }
  }

  async stat(digest: Digest): Promise<{ readonly size: number } | undefined> {
    assertOutsideTransaction('The blob store')
    const size = await sizeOf(this.#pathOf(digest))
    return size === undefined ? undefined : { size }
  }

  async read(digest: Digest, range?: { readonly start: number; readonly end?: number }): Promise<Readable> {
    assertOutsideTransaction('The blob store')
    const handle = await open(this.#pathOf(digest), 'r').catch((error: unknown) => {
      throw isMissing(error) ? blobNotFound({ digest }) : error
    })
    try {
      const { size } = await handle.stat()
      const start = range?.start ?? 0
      if (start < 0 || start > size || (start === size && size > 0)) throw rangeNotSatisfiable({ start, size })
      const end = Math.min(range?.end ?? size - 1, size - 1)
      if (end < start) {
        await handle.close()
        return Readable.from([])
      }
      return new FileBytes(handle, start, end + 1)
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  async remove(digest: Digest): Promise<void> {
    assertOutsideTransaction('The blob store')
    await rm(this.#pathOf(digest), { force: true })
  }

  async setAside(digest: Digest): Promise<void> {
    assertOutsideTransaction('The blob store')
    const folder = join(this.#directory, 'damaged')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    try {
      // Damage that comes again replaces what was kept of it before.
      await this.#ops.rename(this.#pathOf(digest), join(folder, digest.replace(':', '-')))
    } catch (error) {
      if (!isMissing(error)) throw error
    }
  }

  async list(after: Digest | undefined, limit: number): Promise<readonly StoredBlob[]> {
    assertOutsideTransaction('The blob store')
    return listFiles(this.#directory, after, limit)
  }

  /** Moves a verified, synced file to its name. Two uploads of the same content may arrive here together. */
  async #publish(data: string, digest: Digest, size: number): Promise<void> {
    const target = this.#pathOf(digest)
    const shard = dirname(target)
    try {
      const made = await mkdir(shard, { recursive: true, mode: 0o700 })
      if (made !== undefined) await this.#syncUpTo(shard)
      if ((await sizeOf(target)) !== size) await this.#ops.rename(data, target)
      // Also when the blob was there: whoever moved it may not have come to this line yet.
      await this.#ops.syncDirectory(shard)
    } catch (error) {
      throw refusalOf(error)
    }
  }

  async #syncUpTo(shard: string): Promise<void> {
    for (let folder = dirname(shard); folder.length >= this.#directory.length; folder = dirname(folder)) {
      await this.#ops.syncDirectory(folder)
    }
  }

  #pathOf(digest: Digest): string {
    const { algorithm, hex } = splitDigest(digest)
    return join(this.#directory, algorithm, hex.slice(0, 2), hex)
  }
}
