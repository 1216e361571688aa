import type { Context } from '../platform/context.ts'
import { authorizeNamespace } from './access/authorize-namespace.ts'
import type { TagDescription } from './domain/image.ts'
import { listTags } from './list-tags.ts'

/** The tags of a staging repository, for the publisher's people and for staff. */
export async function showTags(ctx: Context, repository: string): Promise<readonly TagDescription[]> {
  await authorizeNamespace(ctx, repository)
  return listTags(ctx, repository)
}
