import type { Context } from '../platform/context.ts'
import type { ProductId } from './domain/listing.ts'
import { listings } from './store/listings.ts'

// public: told by the registry's batches, not by people.
/** Adds a batch of pulls to the counters on the cards; called once for each `pulls.recorded`. */
export async function recordPulls(
  ctx: Context,
  counts: readonly { productId: ProductId; count: number }[],
): Promise<void> {
  const sums = new Map<ProductId, number>()
  for (const { productId, count } of counts) sums.set(productId, (sums.get(productId) ?? 0) + count)
  await ctx.transaction((tx) => listings(tx).addPulls([...sums].map(([productId, count]) => ({ productId, count }))))
}
