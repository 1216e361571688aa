import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import { doneBy } from './access/done-by.ts'
import { refuseHeld } from './access/refuse-held.ts'
import type { Digest } from './domain/digest.ts'
import { manifestUnknown } from './domain/errors.ts'
import type { ImageDeleted } from './domain/events.ts'
import { tellOutdated } from './memory/registry-news.ts'
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
    await recordAudit(ctx.within(tx), {
      action: 'registry.manifest_deleted',
      subject: { kind: 'repository', id: repository, name: repository },
      details: { digest },
    })
    const event: ImageDeleted = { type: 'image.deleted', repository, digest, ...doneBy(ctx) }
    await ctx.publish(tx, event)
    // Its tags went with it.
    await tellOutdated(ctx, tx, { what: 'repository', repository })
  })
}
