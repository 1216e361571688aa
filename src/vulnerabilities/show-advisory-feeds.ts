import type { Context } from '../platform/context.ts'
import { authorizeAdvisories } from './access.ts'
import type { FeedState } from './domain/feed.ts'
import { advisories } from './store/advisories.ts'

/** The advisory data that the store has, and how old it is (ADV-9). Security staff. */
export async function showAdvisoryFeeds(ctx: Context): Promise<readonly FeedState[]> {
  authorizeAdvisories(ctx)
  return ctx.transaction((tx) => advisories(tx).feeds())
}
