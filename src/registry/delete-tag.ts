import { recordAudit } from '../audit/index.ts'
import { accountOf } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import { doneBy } from './access/done-by.ts'
import { refuseHeld } from './access/refuse-held.ts'
import { manifestUnknown } from './domain/errors.ts'
import type { TagDeleted } from './domain/events.ts'
import { tellOutdated } from './memory/registry-news.ts'
import { repositories } from './store/repositories.ts'
import { tags } from './store/tags.ts'

export interface DeleteTag {
  readonly caller: Caller
  readonly repository: string
  readonly tag: string
}

/** Takes a tag away; what it pointed at stays. */
export async function deleteTag(ctx: Context, input: DeleteTag): Promise<void> {
  await authorizeAccess(ctx, input.caller, 'delete', input.repository)
  const { repository, tag } = input
  await ctx.transaction(async (tx) => {
    const pointed = await tags(tx).find(repository, tag)
    if (pointed) await refuseHeld(tx, repository, pointed.digest)
    const repositoryId = await repositories(tx).find(repository)
    if (!repositoryId || !(await tags(tx).remove(repositoryId, tag))) {
      throw manifestUnknown({ repository, reference: tag })
    }
    const account = accountOf(ctx.actor)
    await tags(tx).remember(ctx.newId(), { repository, tag, at: ctx.clock.now(), ...(account && { account }) })
    await recordAudit(ctx.within(tx), {
      action: 'registry.tag_deleted',
      subject: { kind: 'repository', id: repository, name: repository },
      details: { tag },
    })
    const event: TagDeleted = { type: 'tag.deleted', repository, tag, ...doneBy(ctx) }
    await ctx.publish(tx, event)
    await tellOutdated(ctx, tx, { what: 'tag', repository, tag })
  })
}
