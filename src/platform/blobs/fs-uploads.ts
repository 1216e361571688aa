import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import type { BlobUpload, Digest } from './blob-store.ts'
import { chunksOf } from './chunks-of.ts'
import { checkUploadId, type DigestAlgorithm, splitDigest } from './digest.ts'
import { blobDigestMismatch, blobOffsetMismatch, uploadBusy, uploadExists, uploadNotFound } from './errors.ts'
import type { FileOps } from './file-ops.ts'
import { isMissing, isThere, refusalOf } from './file-problems.ts'
import { cutBack, type Received, receive } from './receive.ts'

const hashChunk = 4 * 1024 * 1024

type Publish = (data: string, size: number) => Promise<void>

/** Uploads in progress, one folder each. */
export class FsUploads {
  readonly #folder: string
  readonly #clock: Clock
  readonly #ops: FileOps
  readonly #progress = new Map<string, Received>()
  readonly #busy = new Set<string>()

  constructor(folder: string, clock: Clock, ops: FileOps) {
    this.#folder = folder
    this.#clock = clock
    this.#ops = ops
  }

  async start(uploadId: string): Promise<BlobUpload> {
    const folder = this.#folderOf(uploadId)
    try {
      await mkdir(folder, { mode: 0o700 })
      await writeFile(join(folder, 'started'), this.#clock.now().toISOString(), { mode: 0o600 })
      await writeFile(join(folder, 'data'), '', { mode: 0o600 })
    } catch (error) {
      throw isThere(error) ? uploadExists({ uploadId }) : refusalOf(error)
    }
    this.#progress.set(uploadId, { size: 0, safe: 0, sha256: createHash('sha256') })
    return { id: uploadId, size: 0 }
  }

  async find(uploadId: string): Promise<BlobUpload | undefined> {
    const progress = await this.#load(uploadId)
    return progress && { id: uploadId, size: progress.size }
  }

  /**
   * What is written survives the end of the process, but not of the machine: that would make many small appends wait
   * for the disk, and matters only once the upload is closed.
   */
  append(uploadId: string, offset: number, source: AsyncIterable<Uint8Array>, limit: number): Promise<BlobUpload> {
    return this.#alone(uploadId, async (progress) => {
      if (offset !== progress.size) throw blobOffsetMismatch({ uploadId, expected: progress.size, actual: offset })
      const handle = await open(this.#dataOf(uploadId), 'r+')
      try {
        await receive(handle, progress, chunksOf(source), limit)
      } finally {
        await handle.close()
      }
      if (!this.#progress.has(uploadId)) throw uploadNotFound({ uploadId })
      return { id: uploadId, size: progress.size }
    })
  }

  /**
   * Ends an upload: when what was received has the digest and the disk has confirmed it, `publish` moves the file away. Other
   * bytes are forgotten. When the disk fails the upload stays, and closing it can be tried again.
   */
  finish(uploadId: string, digest: Digest, publish: Publish): Promise<{ readonly size: number }> {
    return this.#alone(uploadId, async (progress) => {
      const data = this.#dataOf(uploadId)
      const actual = await this.#digest(data, progress, splitDigest(digest).algorithm)
      if (actual !== digest) {
        await this.#forget(uploadId)
        throw blobDigestMismatch({ expected: digest, actual })
      }
      await this.#makeDurable(uploadId, progress)
      await publish(data, progress.size)
      await this.#forget(uploadId)
      return { size: progress.size }
    })
  }

  async cancel(uploadId: string): Promise<void> {
    checkUploadId(uploadId)
    await this.#forget(uploadId)
  }

  async startedBefore(moment: Date): Promise<readonly string[]> {
    const stale: string[] = []
    for (const uploadId of await readdir(this.#folder)) {
      if ((await this.#startOf(uploadId)) < moment.toISOString()) stale.push(uploadId)
    }
    return stale.sort()
  }

  /** A disk that fails once says yes the next time, whether or not the bytes are there: what it never confirmed is given up. */
  async #makeDurable(uploadId: string, received: Received): Promise<void> {
    const path = this.#dataOf(uploadId)
    const handle = await open(path, 'r+').catch((error: unknown) => {
      // Cancelled while it was being closed.
      throw isMissing(error) ? uploadNotFound({ uploadId }) : refusalOf(error)
    })
    try {
      await this.#ops.syncFile(handle, path)
    } catch (error) {
      await cutBack(handle, received, received.safe)
      throw refusalOf(error)
    } finally {
      await handle.close()
    }
  }

  /** Of the usual algorithm and an upload in one process the digest is known; otherwise the file is read once more. */
  async #digest(data: string, progress: Received, algorithm: DigestAlgorithm): Promise<Digest> {
    if (algorithm === 'sha256' && progress.sha256) return `sha256:${progress.sha256.copy().digest('hex')}`
    const hash = createHash(algorithm)
    for await (const chunk of createReadStream(data, { highWaterMark: hashChunk })) hash.update(chunk as Buffer)
    return `${algorithm}:${hash.digest('hex')}`
  }

  /** Two requests that write one upload at once would mix their bytes. */
  async #alone<T>(uploadId: string, work: (progress: Received) => Promise<T>): Promise<T> {
    checkUploadId(uploadId)
    if (this.#busy.has(uploadId)) throw uploadBusy({ uploadId })
    this.#busy.add(uploadId)
    try {
      const progress = await this.#load(uploadId)
      if (!progress) throw uploadNotFound({ uploadId })
      return await work(progress)
    } finally {
      this.#busy.delete(uploadId)
    }
  }

  async #load(uploadId: string): Promise<Received | undefined> {
    const data = this.#dataOf(uploadId)
    const known = this.#progress.get(uploadId)
    if (known) return known
    try {
      const { size } = await stat(data)
      const progress = { size, safe: 0, sha256: size === 0 ? createHash('sha256') : undefined }
      this.#progress.set(uploadId, progress)
      return progress
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  async #forget(uploadId: string): Promise<void> {
    this.#progress.delete(uploadId)
    await rm(this.#folderOf(uploadId), { recursive: true, force: true })
  }

  async #startOf(uploadId: string): Promise<string> {
    const folder = join(this.#folder, uploadId)
    try {
      return (await readFile(join(folder, 'started'), 'utf8')) || new Date(0).toISOString()
    } catch (error) {
      // A start that was killed half-way.
      if (isMissing(error)) return new Date(0).toISOString()
      throw error
    }
  }

  #folderOf(uploadId: string): string {
    checkUploadId(uploadId)
    return join(this.#folder, uploadId)
  }

  #dataOf(uploadId: string): string {
    return join(this.#folderOf(uploadId), 'data')
  }
}
