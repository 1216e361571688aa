import type { ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { findings } from './store/findings.ts'

// public: for modules above, which decide who may ask.
/** Names, in order, of the findings of a product whose deadline was missed and that are not closed (STO-111). */
export async function breachedFindings(ctx: Context, productId: ProductId): Promise<string[]> {
  const all = await ctx.transaction((tx) => findings(tx).ofProduct(productId))
  return all
    .filter(({ state }) => state === 'breached')
    .map(({ vulnerability }) => vulnerability)
    .sort()
}
