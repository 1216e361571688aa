import type { Context } from '../platform/context.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import { alone, findUpload } from './access/upload-place.ts'
import { uploads } from './store/uploads.ts'

export interface CancelUpload {
  readonly caller: Caller
  readonly repository: string
  readonly uploadId: string
}

/** Ends an upload and forgets its bytes. */
export async function cancelUpload(ctx: Context, input: CancelUpload): Promise<void> {
  await authorizeAccess(ctx, input.caller, 'push', input.repository)
  const { uploadId } = await findUpload(ctx, input.repository, input.uploadId)
  await alone(ctx, uploadId, async () => {
    await ctx.transaction((tx) => uploads(tx).remove(uploadId))
    await ctx.ports.blobs.cancel(uploadId)
  })
}
