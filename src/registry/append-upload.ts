import type { Readable } from 'node:stream'
import type { Context } from '../platform/context.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import { receiveBytes } from './access/receive-bytes.ts'
import { alone, findUpload, type UploadProgress } from './access/upload-place.ts'
import { uploadOutOfOrder } from './domain/errors.ts'

export interface AppendUpload {
  readonly caller: Caller
  readonly repository: string
  readonly uploadId: string
  readonly source: Readable
  /** Bytes that the request says it brings; undefined when it does not say. */
  readonly announced?: number
  /** Where the client thinks that it continues; undefined: where the upload stands. */
  readonly offset?: number
}

/** Adds bytes to an upload. What arrived before a broken connection stays, and the upload goes on from there. */
export async function appendUpload(ctx: Context, input: AppendUpload): Promise<UploadProgress> {
  await authorizeAccess(ctx, input.caller, 'push', input.repository)
  return alone(ctx, input.uploadId, async () => {
    const upload = await findUpload(ctx, input.repository, input.uploadId)
    if (input.offset !== undefined && input.offset !== upload.size) throw uploadOutOfOrder({ ...upload })
    const { source, announced } = input
    const { size } = await receiveBytes(ctx, { upload, source, ...(announced !== undefined && { announced }) })
    return { ...upload, size }
  })
}
