import type { Context } from '../platform/context.ts'
import { authorizeAccess, type Caller } from './access/authorize-access.ts'
import { refuseHeld } from './access/refuse-held.ts'
import { tellTagRemoved } from './access/tell-removed.ts'
import { manifestUnknown } from './domain/errors.ts'
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
    await tellTagRemoved(ctx, tx, { repository, tag })
  })
}
