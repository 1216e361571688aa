import { seconds } from '../../platform/clock.ts'
import type { Context } from '../../platform/context.ts'
import { memoryOf } from '../memory/registry-memory.ts'
import { candidates, type QueueCount } from '../store/candidates.ts'

/** Counting so many takes the embedded database a tenth of a second and more, in which it answers nobody else. */
const long = 20_000
const freshness = seconds(10)

/** How many candidates of the collector wait and how many are due; of a long queue what was counted within the last 10 s. */
export async function countQueue(ctx: Context): Promise<QueueCount> {
  const memory = memoryOf(ctx)
  const now = ctx.clock.now().getTime()
  const known = memory.queue
  if (known && known.count.waiting >= long && now < known.countedAt + freshness) return known.count
  const before = new Date(now - ctx.settings.collectionDelay)
  const count = await ctx.transaction((tx) => candidates(tx).count(before))
  memory.queue = { count, countedAt: now }
  return count
}
