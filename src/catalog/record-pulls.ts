import { after, days } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import type { ProductId } from './domain/listing.ts'
import { listings } from './store/listings.ts'

// public: told by the registry's batches, not by people.
/** Pulls of one batch, by product; the id tells a batch that is delivered twice. */
export interface RecordPulls {
  readonly batchId: string
  readonly counts: readonly { readonly productId: ProductId; readonly count: number }[]
}

/** How long a batch is remembered: far longer than the queue tries to deliver it. */
const remembered = days(14)

/** Adds a batch of pulls to the counters on the cards; a batch that comes again changes nothing (ARC-14). */
export async function recordPulls(ctx: Context, { batchId, counts }: RecordPulls): Promise<void> {
  const sums = new Map<ProductId, number>()
  for (const { productId, count } of counts) sums.set(productId, (sums.get(productId) ?? 0) + count)
  await ctx.transaction(async (tx) => {
    const now = ctx.clock.now()
    if (!(await listings(tx).countBatchOnce(batchId, now))) return
    await listings(tx).addPulls([...sums].map(([productId, count]) => ({ productId, count })))
    await listings(tx).forgetBatches(after(now, -remembered))
  })
}
