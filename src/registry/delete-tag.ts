import type { Context } from '../platform/context.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import { refuseHeld } from './access/refuse-held.ts'
import { tellTagRemoved } from './access/tell-removed.ts'
import { manifestUnknown } from './domain/errors.ts'
import { contentHolds } from './store/content-holds.ts'
import { repositories } from './store/repositories.ts'
import { tags } from './store/tags.ts'

export interface DeleteTag {
  readonly caller: Caller
  readonly repository: string
  readonly tag: string
}

/** Takes a tag away; what it pointed at stays. Throws registry.content_held when that is held. */
export async function deleteTag(ctx: Context, input: DeleteTag): Promise<void> {
  await authorizeAccess(ctx, input.caller, 'delete', input.repository)
  const { repository, tag } = input
  await ctx.transaction(async (tx) => {
    await contentHolds(tx).lockForRemoving()
    const repositoryId = await repositories(tx).find(repository)
    const pointedAt = repositoryId && (await tags(tx).remove(repositoryId, tag))
    if (!pointedAt) throw manifestUnknown({ repository, reference: tag })
    await refuseHeld(tx, repository, pointedAt)
    await tellTagRemoved(ctx, tx, { repository, tag })
  })
}
