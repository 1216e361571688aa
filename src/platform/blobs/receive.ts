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
  /** So many of them the disk has confirmed, as far as this process knows. */
  safe: number
  /** Running digest of exactly those that were written; absent when nobody in this process has seen all of them. */
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
  #hasLost = false
  #failure: { readonly error: unknown } | undefined

  constructor(handle: FileHandle, received: Received) {
    this.#handle = handle
    this.#received = received
  }

  /** Waits for the stretch before and starts with this one; its digest moves on meanwhile. */
  async write(chunks: readonly Uint8Array[], bytes: number): Promise<void> {
    await this.#writing
    if (this.#failure) throw this.#failure.error
    const { sha256 } = this.#received
    this.#writing = this.#store(chunks, bytes)
    for (const chunk of chunks) sha256?.update(chunk)
    if (this.#received.size - this.#received.safe >= syncEvery && !this.#isSyncing) this.#sync()
  }

  /** Writes the rest and waits for everything under way. */
  async end(chunks: readonly Uint8Array[], bytes: number): Promise<void> {
    try {
      if (!this.#failure && bytes > 0) await this.write(chunks, bytes)
    } finally {
      await Promise.all([this.#writing, this.#syncing])
    }
    if (this.#hasLost) await cutBack(this.#handle, this.#received, this.#received.safe)
    if (this.#failure) throw this.#failure.error
  }

  async #store(chunks: readonly Uint8Array[], bytes: number): Promise<void> {
    const start = this.#received.size
    try {
      await writeAll(this.#handle, chunks, bytes, start)
      this.#received.size += bytes
    } catch (error) {
      // Half a write must not count: the upload goes on from the last byte that is known, and is read once more at its end.
      await cutBack(this.#handle, this.#received, start)
      this.#fail(error)
    }
  }

  /** A disk tells of a failure once only, to whoever asks first: that may be this one. */
  #sync(): void {
    const upTo = this.#received.size
    this.#isSyncing = true
    const confirmed = () => {
      this.#received.safe = upTo
    }
    const refused = (error: unknown) => {
      this.#hasLost = true
      this.#fail(error)
    }
    this.#syncing = this.#handle
      .datasync()
      .then(confirmed, refused)
      .finally(() => {
        this.#isSyncing = false
      })
  }

  #fail(error: unknown): void {
    this.#failure ??= { error: refusalOf(error) }
    this.#received.sha256 = undefined
  }
}

/** Forgets what came after so many bytes: the upload goes on from there, and is read once more at its end. */
export async function cutBack(handle: FileHandle, received: Received, size: number): Promise<void> {
  await handle.truncate(size).catch(() => {})
  received.size = size
  received.safe = Math.min(received.safe, size)
  received.sha256 = undefined
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
