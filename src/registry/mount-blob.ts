import type { Context } from '../platform/context.ts'
import { holds } from './access/access.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import type { Digest } from './domain/digest.ts'
import { blobs } from './store/blobs.ts'
import { repositories } from './store/repositories.ts'

export interface MountBlob {
  readonly caller: Caller
  readonly repository: string
  readonly digest: Digest
  readonly from: string
}

/**
 * Lets the repository hand out a blob of another one without sending it again. Answers false when that is not
 * possible, with no hint whether the blob exists (AUT-106): the client then uploads it.
 */
export async function mountBlob(ctx: Context, input: MountBlob): Promise<boolean> {
  await authorizeAccess(ctx, input.caller, 'push', input.repository)
  const { access } = input.caller
  if (!access || !holds(access, 'repository', input.from, 'pull')) return false
  const now = ctx.clock.now()
  return ctx.transaction(async (tx) => {
    const size = await blobs(tx).sizeIn(input.from, input.digest)
    if (size === undefined) return false
    const repositoryId = await repositories(tx).ensure(input.repository, ctx.newId(), now)
    await blobs(tx).link(repositoryId, input.digest, now)
    return true
  })
}
