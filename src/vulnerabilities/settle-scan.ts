import type { Context } from '../platform/context.ts'
import { matchComponents } from './match-components.ts'
import { publishedImages } from './store/published-images.ts'
import { noneYet, type SpreadMatches } from './watch-advisories.ts'

/** A scan that is in the index now, and the component versions that it brought. */
export interface SettleScan {
  readonly digest: string
  readonly components: readonly number[]
}

// public: run by the queue only, after a scan.
/**
 * Looks once more after a scan was committed: advisories, and versions, that were published while it was being written did
 * not see it, and it did not see them. Then has the findings of the products looked at that publish the image.
 */
export async function settleScan(ctx: Context, { digest, components }: SettleScan): Promise<void> {
  await ctx.transaction(async (tx) => {
    const changed = await matchComponents(ctx.within(tx), components)
    if (changed.length > 0) {
      const spread: SpreadMatches = { ...noneYet, components: changed }
      await ctx.enqueue(tx, 'vulnerabilities.spread-matches', spread)
    }
    for (const productId of await publishedImages(tx).productsWithDigest(digest)) {
      await ctx.enqueue(tx, 'vulnerabilities.reconcile-findings', { productId })
    }
  })
}
