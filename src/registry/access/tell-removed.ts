import { recordAudit } from '../../audit/index.ts'
import { accountOf } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Digest } from '../domain/digest.ts'
import type { ImageDeleted, TagDeleted } from '../domain/events.ts'
import { tellOutdated } from '../memory/registry-news.ts'
import { tags } from '../store/tags.ts'
import { doneBy } from './done-by.ts'

/** A tag that the transaction takes away. */
export interface RemovedTag {
  readonly repository: string
  readonly tag: string
  readonly digest?: Digest
  /** Why, when nobody asked for this one by name. */
  readonly reason?: string
}

/** History, trail, event and memory of a tag that is taken away: the same whoever takes it. */
export async function tellTagRemoved(ctx: Context, tx: Tx, removed: RemovedTag): Promise<void> {
  const { repository, tag, digest, reason } = removed
  const account = accountOf(ctx.actor)
  await tags(tx).remember(ctx.newId(), { repository, tag, at: ctx.clock.now(), ...(account && { account }) })
  await recordAudit(ctx.within(tx), {
    action: 'registry.tag_deleted',
    subject: { kind: 'repository', id: repository, name: repository },
    details: { tag, ...(digest && { digest }) },
    ...(reason !== undefined && { reason }),
  })
  const event: TagDeleted = { type: 'tag.deleted', repository, tag, ...(digest && { digest }), ...doneBy(ctx) }
  await ctx.publish(tx, event)
  await tellOutdated(ctx, tx, { what: 'tag', repository, tag })
}

/** A manifest that the transaction takes away. */
export interface RemovedManifest {
  readonly repository: string
  readonly digest: Digest
  readonly reason?: string
}

/** Trail, event and memory of a manifest that is taken away, its tags with it. */
export async function tellManifestRemoved(ctx: Context, tx: Tx, removed: RemovedManifest): Promise<void> {
  const { repository, digest, reason } = removed
  await recordAudit(ctx.within(tx), {
    action: 'registry.manifest_deleted',
    subject: { kind: 'repository', id: repository, name: repository },
    details: { digest },
    ...(reason !== undefined && { reason }),
  })
  const event: ImageDeleted = { type: 'image.deleted', repository, digest, ...doneBy(ctx) }
  await ctx.publish(tx, event)
  // Its tags went with it.
  await tellOutdated(ctx, tx, { what: 'repository', repository })
}
