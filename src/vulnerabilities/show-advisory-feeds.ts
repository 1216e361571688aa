import type { Context } from '../platform/context.ts'
import { authorizeAdvisories } from './access.ts'
import { type AgedFeedState, aged, type Feed, type FeedImport, isStale, usualMostAge } from './domain/feed.ts'
import { feedImports } from './store/feed-imports.ts'
import { feeds } from './store/feeds.ts'

/** A feed with its newest import, and whether its data are older than they should be. */
export interface ShownFeed {
  readonly feed: Feed
  readonly stale: boolean
  /** True when the store fetches it by itself. */
  readonly fetched: boolean
  /** Under way, or ended; of feeds from before there were imports there is none. */
  readonly latest?: FeedImport
}

/** The advisory data of the store. */
export interface ShownFeeds {
  readonly ecosystems: readonly AgedFeedState[]
  readonly feeds: readonly ShownFeed[]
  /** Milliseconds after which data count as stale. */
  readonly mostAge: number
}

/** The advisory data that the store has, how old they are (ADV-9), and imports under way. Security staff. */
export async function showAdvisoryFeeds(ctx: Context): Promise<ShownFeeds> {
  authorizeAdvisories(ctx)
  const mostAge = ctx.settings.advisories?.mostAge ?? usualMostAge
  const now = ctx.clock.now()
  const configured = new Set(ctx.settings.advisories?.feeds.map(({ name }) => name))
  return ctx.transaction(async (tx) => {
    const all = await feeds(tx).all()
    const latest = new Map((await feedImports(tx).latest()).map((one) => [one.feed, one]))
    return {
      mostAge,
      ecosystems: aged(await feeds(tx).states(), now, mostAge),
      feeds: all.map((feed) => {
        const newest = latest.get(feed.name)
        const stale = isStale(feed.checkedAt, now, mostAge)
        return { feed, stale, fetched: configured.has(feed.name), ...(newest && { latest: newest }) }
      }),
    }
  })
}
