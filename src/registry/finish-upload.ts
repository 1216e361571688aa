import type { Readable } from 'node:stream'
import type { Context } from '../platform/context.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import { isDigestMismatch } from './access/blob-errors.ts'
import { claimDigest } from './access/claim-digest.ts'
import { ensureRepository } from './access/quota-books.ts'
import { receiveBytes } from './access/receive-bytes.ts'
import { alone, findUpload } from './access/upload-place.ts'
import type { Digest } from './domain/digest.ts'
import { digestMismatch, uploadOutOfOrder, uploadUnknown } from './domain/errors.ts'
import { blobs } from './store/blobs.ts'
import { claims } from './store/claims.ts'
import { damages } from './store/damages.ts'
import { type UploadId, uploads } from './store/uploads.ts'

export interface FinishUpload {
  readonly caller: Caller
  readonly repository: string
  readonly uploadId: string
  readonly digest: Digest
  /** Last bytes, if any come with the closing request. */
  readonly source?: Readable
  /** Bytes that the closing request says it brings; undefined when it does not say. */
  readonly announced?: number
  readonly offset?: number
}

/**
 * Closes an upload: the bytes are verified and on disk before the row says that they exist, so a crash between the two leaves
 * bytes that the collector finds, never a row without bytes. The claim before keeps the collector from removing them
 * meanwhile (decision: garbage is collected from a queue).
 */
export async function finishUpload(ctx: Context, input: FinishUpload): Promise<{ readonly size: number }> {
  await authorizeAccess(ctx, input.caller, 'push', input.repository)
  return alone(ctx, input.uploadId, async () => {
    const upload = await findUpload(ctx, input.repository, input.uploadId)
    const { uploadId } = upload
    if (input.offset !== undefined && input.offset !== upload.size) throw uploadOutOfOrder({ ...upload })
    const { source, announced } = input
    let size = 0
    const close = async () => {
      size = await record(ctx, uploadId, input)
    }
    if (source) await receiveBytes(ctx, { upload, source, close, ...(announced !== undefined && { announced }) })
    else await close()
    return { size }
  })
}

async function record(ctx: Context, uploadId: UploadId, input: FinishUpload): Promise<number> {
  await claimDigest(ctx, uploadId, input.digest)
  const { size } = await commit(ctx, uploadId, input.digest)
  const now = ctx.clock.now()
  await ctx.transaction(async (tx) => {
    // Without the claim nothing kept the bytes: the upload was given up meanwhile, or its repository removed.
    if (!(await uploads(tx).remove(uploadId))) throw uploadUnknown()
    const repositoryId = await ensureRepository(ctx, tx, input.repository)
    await blobs(tx).record(input.digest, size, now)
    await damages(tx).repaired(input.digest, now)
    await blobs(tx).link(repositoryId, input.digest, now)
    await claims(tx).settle(input.digest)
  })
  return size
}

async function commit(ctx: Context, uploadId: UploadId, digest: Digest) {
  try {
    return await ctx.ports.blobs.commit(uploadId, digest)
  } catch (error) {
    if (!isDigestMismatch(error)) throw error
    await ctx.transaction((tx) => uploads(tx).remove(uploadId))
    throw digestMismatch({ expected: digest })
  }
}
