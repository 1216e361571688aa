import type { Context } from '../platform/context.ts'
import { authorizeAccess, type Caller, pullQuestion } from './access/authorize-access.ts'
import { decide } from './access/decide.ts'
import { loginRequired, nameUnknown } from './domain/errors.ts'
import { placeOf } from './domain/namespace.ts'
import { repositories } from './store/repositories.ts'
import { tags } from './store/tags.ts'

export interface BrowseTags {
  readonly caller: Caller
  readonly repository: string
  /** Continues after this tag. */
  readonly last: string
  /** 1 to 1000. */
  readonly limit: number
}

export interface TagPage {
  readonly tags: readonly string[]
  /** Continue after this tag; undefined on the last page. */
  readonly next?: string
}

/** Tag names in order of bytes; of published content only those that the caller may pull (AUT-108). */
export async function browseTags(ctx: Context, input: BrowseTags): Promise<TagPage> {
  await authorizeAccess(ctx, input.caller, 'pull', input.repository)
  const { repository, last, limit } = input
  const found = await ctx.transaction(async (tx) => {
    if (!(await repositories(tx).find(repository))) throw nameUnknown({ repository })
    return tags(tx).list(repository, last, limit + 1)
  })
  const names = found.slice(0, limit).map((tag) => tag.name)
  const next = found.length > limit ? names.at(-1) : undefined
  return { tags: await allowedTags(ctx, input, names), ...(next !== undefined && { next }) }
}

async function allowedTags(
  ctx: Context,
  { caller, repository }: BrowseTags,
  names: readonly string[],
): Promise<readonly string[]> {
  if (placeOf(repository).kind !== 'store') return names
  if (!caller.access) throw loginRequired()
  const question = pullQuestion(caller.access, caller.origin, repository)
  const allowed: string[] = []
  for (const reference of names) {
    if ((await decide(ctx, { ...question, reference })).allowed) allowed.push(reference)
  }
  return allowed
}
