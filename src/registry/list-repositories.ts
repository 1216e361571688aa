import type { Context } from '../platform/context.ts'
import type { RepositoryDescription } from './domain/image.ts'
import { repositories } from './store/repositories.ts'

// public: other modules ask after they have authorized their caller; showRepositories is the form for people.
/** The repositories of a namespace ("acme", "store/acme", "holding"), 500 at most, in order of name. */
export async function listRepositories(ctx: Context, namespace: string): Promise<readonly RepositoryDescription[]> {
  return ctx.transaction((tx) => repositories(tx).inNamespace(namespace))
}
