import type { Context } from '../platform/context.ts'
import { sourcesOf } from './domain/manifest.ts'
import { products } from './store/products.ts'

// public: the registry asks before it takes anything away; which tags a product names is told to nobody else.
/**
 * Tags of a staging repository that products name, with the products' names: in the manifest on sale, in the one that
 * was submitted, and in the draft.
 */
export async function imagesInUse(ctx: Context, repository: string): Promise<ReadonlyMap<string, string>> {
  const revisions = await ctx.transaction((tx) => products(tx).revisionsNaming(repository))
  const used = new Map<string, string>()
  for (const { manifest } of revisions) {
    for (const source of sourcesOf(manifest)) {
      if (source.repository === repository) used.set(source.tag, manifest.name)
    }
  }
  return used
}
