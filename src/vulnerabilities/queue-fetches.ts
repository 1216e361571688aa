import type { Context } from '../platform/context.ts'
import { isFetchDue } from './domain/feed.ts'
import { feeds } from './store/feeds.ts'

// public: run by the queue only, every hour.
/** Queues a job for each configured feed whose time has come, or whose last attempt has failed. Answers how many. */
export async function queueFetches(ctx: Context): Promise<number> {
  const settings = ctx.settings.advisories
  if (!settings || settings.feeds.length === 0) return 0
  const now = ctx.clock.now()
  return ctx.transaction(async (tx) => {
    const known = new Map((await feeds(tx).all()).map((feed) => [feed.name, feed]))
    const due = settings.feeds.filter(({ name }) => isFetchDue(known.get(name), now, settings.interval))
    for (const { name } of due) {
      await ctx.enqueue(tx, 'vulnerabilities.fetch-feed', { feed: name }, { dedupeKey: name })
    }
    return due.length
  })
}
