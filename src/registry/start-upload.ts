import { accountOf } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import { ensureRepository } from './access/quota-books.ts'
import type { UploadProgress } from './access/upload-place.ts'
import { uploads } from './store/uploads.ts'

export interface StartUpload {
  readonly caller: Caller
  readonly repository: string
}

/** Opens an upload; the first one to a repository makes the repository. */
export async function startUpload(ctx: Context, input: StartUpload): Promise<UploadProgress> {
  await authorizeAccess(ctx, input.caller, 'push', input.repository)
  const uploadId = ctx.newId<'upload'>()
  // Bytes first: a row without a place for bytes would answer 404 to its owner; a place without a row is swept.
  await ctx.ports.blobs.start(uploadId)
  const now = ctx.clock.now()
  await ctx.transaction(async (tx) => {
    const repositoryId = await ensureRepository(ctx, tx, input.repository)
    await uploads(tx).insert(uploadId, repositoryId, accountOf(ctx.actor), now)
  })
  return { repository: input.repository, uploadId, size: 0 }
}
