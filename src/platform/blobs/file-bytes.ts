import type { FileHandle } from 'node:fs/promises'
import { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { ReadBuffers } from './read-buffers.ts'

/** Bytes per read: fewer turns of the event loop on large layers. */
const readChunk = 1024 * 1024

const buffers = new ReadBuffers()

interface Filled {
  readonly buffer: Buffer
  readonly bytes: Buffer
}

/**
 * A stretch of an open file as a stream, which closes the file at its end. Read like any other it gives fresh buffers; piped into
 * an HTTP answer it sends from a few lent ones and reads ahead while the network takes what was read before.
 */
export class FileBytes extends Readable {
  readonly #handle: FileHandle
  #position: number
  readonly #end: number

  /** From `start` up to `end`, which is not read any more. */
  constructor(handle: FileHandle, start: number, end: number) {
    super({ highWaterMark: readChunk })
    this.#handle = handle
    this.#position = start
    this.#end = end
  }

  override _read(): void {
    const buffer = Buffer.allocUnsafeSlow(Math.min(readChunk, this.#end - this.#position))
    if (buffer.length === 0) this.push(null)
    else
      this.#fill(buffer).then(
        ({ bytes }) => this.push(bytes),
        (error: unknown) => this.destroy(error as Error),
      )
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#handle.close().then(
      () => callback(error),
      (failure: unknown) => callback(error ?? (failure as Error)),
    )
  }

  override pipe<T extends NodeJS.WritableStream>(destination: T, options?: { end?: boolean }): T {
    if (!(destination instanceof ServerResponse) || options?.end === false) return super.pipe(destination, options)
    this.#send(destination).then(
      () => {
        destination.end()
        this.push(null)
        this.resume()
      },
      (error: unknown) => this.destroy(error as Error),
    )
    return destination
  }

  async #send(response: ServerResponse): Promise<void> {
    let next = this.#readAhead()
    while (next) {
      const { buffer, bytes } = await next
      next = this.#readAhead()
      try {
        await written(response, bytes)
        buffers.release(buffer)
      } catch (error) {
        buffers.forget(buffer)
        next?.then(({ buffer: ahead }) => buffers.release(ahead)).catch(ignore)
        throw error
      }
    }
  }

  #readAhead(): Promise<Filled> | undefined {
    const left = this.#end - this.#position
    if (left === 0) return undefined
    const buffer = buffers.take(left)
    const filled = this.#fill(buffer)
    filled.catch(() => buffers.forget(buffer))
    return filled
  }

  /** Reads what comes next; a file that has become shorter is an error, as its length was promised. */
  async #fill(buffer: Buffer): Promise<Filled> {
    const from = this.#position
    const wanted = Math.min(buffer.length, this.#end - from)
    this.#position += wanted
    let done = 0
    while (done < wanted) {
      const { bytesRead } = await this.#handle.read(buffer, done, wanted - done, from + done)
      if (bytesRead === 0) throw new Error(`The file ended after ${from + done} bytes, before its promised end.`)
      done += bytesRead
    }
    return { buffer, bytes: buffer.subarray(0, wanted) }
  }
}

/** Answers when the network has taken the bytes: then their buffer may be used again. */
function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = () => reject(new Error('The client went away before the end.'))
    response.once('close', onClose)
    response.write(bytes, (error) => {
      response.off('close', onClose)
      if (error) reject(error)
      else resolve()
    })
  })
}

function ignore(): void {}
