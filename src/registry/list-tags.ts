import type { Context } from '../platform/context.ts'
import { describeImage } from './access/describe-image.ts'
import type { TagDescription } from './domain/image.ts'
import { tags } from './store/tags.ts'

const mostTags = 200

// public: other modules ask after they have authorized their caller; showTags is the form for people.
/** The tags of a repository with what they stand for, 200 at most, in order of name. */
export async function listTags(ctx: Context, repository: string): Promise<readonly TagDescription[]> {
  return ctx.transaction(async (tx) => {
    const found = await tags(tx).list(repository, '', mostTags)
    const described: TagDescription[] = []
    for (const tag of found) {
      const image = await describeImage(tx, repository, tag.digest)
      if (!image) continue
      const { digest, size, platforms } = image
      described.push({ tag: tag.name, digest, size, platforms, pushedAt: tag.pushedAt })
    }
    return described
  })
}
