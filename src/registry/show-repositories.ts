import type { Context } from '../platform/context.ts'
import { authorizeNamespace } from './access/authorize-namespace.ts'
import type { RepositoryDescription } from './domain/image.ts'
import { listRepositories } from './list-repositories.ts'

/** The staging repositories of a publisher, for its people and for staff. */
export async function showRepositories(ctx: Context, namespace: string): Promise<readonly RepositoryDescription[]> {
  await authorizeNamespace(ctx, namespace)
  return listRepositories(ctx, namespace)
}
