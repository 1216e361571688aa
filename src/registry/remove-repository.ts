import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { refuseHeldRepository } from './access/refuse-held.ts'
import type { ImageDeleted } from './domain/events.ts'
import { tellOutdated } from './memory/registry-news.ts'
import { repositories } from './store/repositories.ts'

// public: called by review and publishing within their own authorized transaction; no route leads here.
/**
 * Removes a repository with its tags and manifests; the bytes stay until nothing needs them. Unknown names are fine.
 * Throws registry.content_held.
 */
export async function removeRepository(ctx: Context, repository: string): Promise<void> {
  await ctx.transaction(async (tx) => {
    await refuseHeldRepository(tx, repository)
    if (!(await repositories(tx).remove(repository, ctx.clock.now()))) return
    await recordAudit(ctx.within(tx), {
      action: 'registry.repository_removed',
      subject: { kind: 'repository', id: repository, name: repository },
    })
    const event: ImageDeleted = { type: 'image.deleted', repository }
    await ctx.publish(tx, event)
    await tellOutdated(ctx, tx, { what: 'repository', repository })
  })
}
