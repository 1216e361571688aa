import type { Context } from '../platform/context.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import { refuseHeld } from './access/refuse-held.ts'
import { tellManifestRemoved } from './access/tell-removed.ts'
import type { Digest } from './domain/digest.ts'
import { manifestUnknown } from './domain/errors.ts'
import { manifests } from './store/manifests.ts'
import { repositories } from './store/repositories.ts'

export interface DeleteManifest {
  readonly caller: Caller
  readonly repository: string
  readonly digest: Digest
}

/** Removes a manifest and the tags that point at it from a repository; the bytes of its layers stay until nothing needs them. */
export async function deleteManifest(ctx: Context, input: DeleteManifest): Promise<void> {
  await authorizeAccess(ctx, input.caller, 'delete', input.repository)
  const { repository, digest } = input
  await ctx.transaction(async (tx) => {
    await refuseHeld(tx, repository, digest)
    const repositoryId = await repositories(tx).find(repository)
    if (!repositoryId || !(await manifests(tx).remove(repositoryId, digest, ctx.clock.now()))) {
      throw manifestUnknown({ repository, reference: digest })
    }
    await tellManifestRemoved(ctx, tx, { repository, digest })
  })
}
