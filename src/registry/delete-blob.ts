import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import { refuseHeld } from './access/refuse-held.ts'
import type { Digest } from './domain/digest.ts'
import { blobInUse, blobUnknown } from './domain/errors.ts'
import { tellOutdated } from './memory/registry-news.ts'
import { blobs } from './store/blobs.ts'
import { manifests } from './store/manifests.ts'
import { repositories } from './store/repositories.ts'

export interface DeleteBlob {
  readonly caller: Caller
  readonly repository: string
  readonly digest: Digest
}

/**
 * Takes a blob out of a repository that no manifest of it needs; the bytes stay until nothing anywhere needs them.
 * Throws registry.blob_in_use, registry.blob_unknown and registry.content_held.
 */
export async function deleteBlob(ctx: Context, input: DeleteBlob): Promise<void> {
  await authorizeAccess(ctx, input.caller, 'delete', input.repository)
  const { repository, digest } = input
  await ctx.transaction(async (tx) => {
    await refuseHeld(tx, repository, digest)
    const repositoryId = await repositories(tx).find(repository)
    // The link is held first and manifests are asked in a second statement, so that a push that relies on it is seen.
    if (!repositoryId || !(await blobs(tx).holdLink(repositoryId, digest))) throw blobUnknown({ digest })
    const manifest = await manifests(tx).naming(repositoryId, digest)
    if (manifest) throw blobInUse({ digest, manifest })
    await blobs(tx).unlink(repositoryId, digest, ctx.clock.now())
    await recordAudit(ctx.within(tx), {
      action: 'registry.blob_deleted',
      subject: { kind: 'repository', id: repository, name: repository },
      details: { digest },
    })
    await tellOutdated(ctx, tx, { what: 'blob', repository, digest })
  })
}
