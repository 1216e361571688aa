import type { Readable } from 'node:stream'
import type { Context } from '../../platform/context.ts'
import { isError } from '../../platform/errors.ts'
import { bytesOverQuota } from '../domain/errors.ts'
import { uploads } from '../store/uploads.ts'
import { type ByteTaking, openTaking } from './quota-books.ts'
import type { UploadProgress } from './upload-place.ts'

/** So often the rows learn how far an upload has come, for other replicas that count them. */
const tellEvery = 64 * 1024 * 1024

export interface ReceiveBytes {
  readonly upload: UploadProgress
  readonly source: Readable
  /** Bytes that the request says it brings; undefined when it does not say. */
  readonly announced?: number
  /**
   * Ends the upload with these bytes. Until that is done they count as being under way, afterwards the row of their blob
   * counts them: at no moment do other requests see room that is not there.
   */
  readonly close?: () => Promise<void>
}

/**
 * Adds bytes to an upload as far as the publisher's quota allows: what is announced is refused before it is read, what
 * is not is stopped where the room ends. An upload that is refused is forgotten, as its bytes would take up the room.
 * Throws registry.bytes_over_quota.
 */
export async function receiveBytes(ctx: Context, input: ReceiveBytes): Promise<{ readonly size: number }> {
  const { upload, source } = input
  const taking = await openTaking(ctx, upload.repository)
  if (!taking) {
    const received = await ctx.ports.blobs.append(upload.uploadId, upload.size, source)
    await input.close?.()
    return received
  }
  try {
    await taking.take(input.announced ?? 0)
    const told = new Told(ctx, upload, taking)
    const { size } = await append(ctx, input, taking, told)
    if (!input.close) return { size }
    await input.close()
    told.assume(size)
    return { size }
  } catch (error) {
    if (isError(error, bytesOverQuota)) await forget(ctx, upload)
    throw error
  } finally {
    taking.end()
  }
}

/** What arrived before a failure stays, so the rows hear of it; of the last bytes they hear by the blob. */
async function append(ctx: Context, input: ReceiveBytes, taking: ByteTaking, told: Told): Promise<{ size: number }> {
  const { uploadId, size: before } = input.upload
  let isWhole = false
  try {
    const received = await ctx.ports.blobs.append(uploadId, before, counted(input, taking, told))
    isWhole = true
    return received
  } finally {
    if (!isWhole || !input.close) await told.tell((await ctx.ports.blobs.find(uploadId))?.size ?? before)
  }
}

async function* counted({ upload, source, announced }: ReceiveBytes, taking: ByteTaking, told: Told) {
  let size = upload.size
  // Refused in the middle, the request must live on: its answer says why.
  for await (const chunk of source.iterator({ destroyOnReturn: false })) {
    const { byteLength } = chunk as Buffer
    if (announced === undefined) await taking.take(byteLength)
    size += byteLength
    yield chunk as Buffer
    // What was handed over before is stored, or about to be: a little too much is told at worst.
    if (size - told.size >= tellEvery) await told.tell(size)
  }
}

/** How many bytes of an upload the rows know of. */
class Told {
  readonly #ctx: Context
  readonly #upload: UploadProgress
  readonly #taking: ByteTaking
  size: number

  constructor(ctx: Context, upload: UploadProgress, taking: ByteTaking) {
    this.#ctx = ctx
    this.#upload = upload
    this.#taking = taking
    this.size = upload.size
  }

  /** The books count so many, the rows will. */
  assume(size: number): void {
    this.#taking.write(size - this.size)
    this.size = size
  }

  async tell(size: number): Promise<void> {
    if (size === this.size) return
    await this.#ctx.transaction((tx) => uploads(tx).received(this.#upload.uploadId, size))
    this.assume(size)
  }
}

async function forget(ctx: Context, { uploadId }: UploadProgress): Promise<void> {
  await ctx.transaction((tx) => uploads(tx).remove(uploadId))
  await ctx.ports.blobs.cancel(uploadId)
}
