import type { Context } from '../platform/context.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import { findUpload, type UploadProgress } from './access/upload-place.ts'

export interface ShowUpload {
  readonly caller: Caller
  readonly repository: string
  readonly uploadId: string
}

/** How far an upload has got: clients that lost the connection continue there. */
export async function showUpload(ctx: Context, input: ShowUpload): Promise<UploadProgress> {
  await authorizeAccess(ctx, input.caller, 'push', input.repository)
  return findUpload(ctx, input.repository, input.uploadId)
}
