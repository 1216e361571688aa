import type { Context } from '../platform/context.ts'
import { setFeedAges } from '../platform/metrics.ts'
import { feeds } from './store/feeds.ts'

// public: numbers for the operator's own metrics server, right before they are read.
/** Brings the metrics of advisory feeds up to date (ADV-9). */
export async function measureAdvisories(ctx: Context): Promise<void> {
  const now = ctx.clock.now().getTime()
  const all = await ctx.transaction((tx) => feeds(tx).all())
  setFeedAges(
    all.map(({ name, checkedAt, failedAt }) => ({
      feed: name,
      ...(checkedAt && { age: Math.max(0, (now - checkedAt.getTime()) / 1000) }),
      failing: failedAt !== undefined,
    })),
  )
}
