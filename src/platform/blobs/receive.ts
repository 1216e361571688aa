import type { Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { blobTooLarge } from './errors.ts'
import { refusalOf } from './file-problems.ts'

/** Small pieces from the network are written together. */
const writeChunk = 1024 * 1024

/** So much is given to the disk to keep while more arrives, so that little is left to wait for at the end. */
const syncEvery = 32 * 1024 * 1024

/** What a file has received. */
export interface Received {
  /** Bytes that were written. */
  size: number
  /** Running digest of exactly those; absent when nobody in this process has seen all of them. */
  sha256: Hash | undefined
}

/**
 * Appends what arrives to the file. While one stretch is written the next one arrives and is hashed; two are in memory at most.
 * When the source breaks off, what did arrive is written before its error goes on.
 */
export async function receive(
  handle: FileHandle,
  received: Received,
  source: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<void> {
  const writer = new Writer(handle, received)
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let total = received.size
  try {
    for await (const chunk of source) {
      total += chunk.byteLength
      if (total > limit) throw blobTooLarge({ limit })
      waiting.push(chunk)
      waitingBytes += chunk.byteLength
      if (waitingBytes < writeChunk) continue
      await writer.write(waiting, waitingBytes)
      waiting = []
      waitingBytes = 0
    }
  } finally {
    await writer.end(waiting, waitingBytes)
  }
}

/** Writes one stretch at a time and remembers a failure: whoever sends may be silent for a long time. */
class Writer {
  readonly #handle: FileHandle
  readonly #received: Received
  #writing: Promise<void> = Promise.resolve()
  #syncing: Promise<void> = Promise.resolve()
  #isSyncing = false
  #unsynced = 0
  /** Up to here the disk has confirmed. */
  #safe: number
  #lostFrom: number | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(handle: FileHandle, received: Received) {
    this.#handle = handle
    this.#received = received
    this.#safe = received.size
  }

  /** Waits for the stretch before and starts with this one; its digest moves on meanwhile. */
  async write(chunks: readonly Uint8Array[], bytes: number): Promise<void> {
    await this.#writing
    if (this.#failure) throw this.#failure.error
    const { sha256 } = this.#received
    this.#writing = this.#store(chunks, bytes)
    for (const chunk of chunks) sha256?.update(chunk)
    this.#unsynced += bytes
    if (this.#unsynced >= syncEvery && !this.#isSyncing) this.#sync()
  }

  /** Writes the rest and waits for everything under way. */
  async end(chunks: readonly Uint8Array[], bytes: number): Promise<void> {
    try {
      if (!this.#failure && bytes > 0) await this.write(chunks, bytes)
    } finally {
      await Promise.all([this.#writing, this.#syncing])
    }
    if (this.#lostFrom !== undefined) await this.#cut(this.#lostFrom)
    if (this.#failure) throw this.#failure.error
  }

  async #store(chunks: readonly Uint8Array[], bytes: number): Promise<void> {
    const start = this.#received.size
    try {
      await writeAll(this.#handle, chunks, bytes, start)
      this.#received.size += bytes
    } catch (error) {
      // Half a write must not count: the upload goes on from the last byte that is known, and is read once more at its end.
      await this.#cut(start)
      this.#fail(error)
    }
  }

  /** A disk tells of a failure once only, to whoever asks first: that may be this one. */
  #sync(): void {
    const upTo = this.#received.size
    this.#unsynced = 0
    this.#isSyncing = true
    const confirmed = () => {
      this.#safe = upTo
    }
    const refused = (error: unknown) => {
      this.#lostFrom = this.#safe
      this.#fail(error)
    }
    this.#syncing = this.#handle
      .datasync()
      .then(confirmed, refused)
      .finally(() => {
        this.#isSyncing = false
      })
  }

  async #cut(size: number): Promise<void> {
    await this.#handle.truncate(size).catch(() => {})
    this.#received.size = size
  }

  #fail(error: unknown): void {
    this.#failure ??= { error: refusalOf(error) }
    this.#received.sha256 = undefined
  }
}

async function writeAll(
  handle: FileHandle,
  chunks: readonly Uint8Array[],
  total: number,
  start: number,
): Promise<void> {
  let { bytesWritten: done } = await handle.writev([...chunks], start)
  if (done === total) return
  const rest = Buffer.concat(chunks)
  while (done < total) done += (await handle.write(rest, done, total - done, start + done)).bytesWritten
}
