import type { FeedImport } from '../domain/feed.ts'
import type { ShownFeed, ShownFeeds } from '../show-advisory-feeds.ts'
import { type AdvisoryFeedsView, type FeedImportView, type FeedSourceView, feedView } from './views.ts'

/** The advisory data of the store as security staff see them. */
export function advisoryFeedsView(shown: ShownFeeds): AdvisoryFeedsView {
  return {
    items: shown.ecosystems.map(feedView),
    feeds: shown.feeds.map(feedSourceView),
    maxAgeHours: shown.mostAge / 3_600_000,
  }
}

function feedSourceView({ feed, stale, fetched, latest }: ShownFeed): FeedSourceView {
  const { name, format, source, records, importedAt, checkedAt, failedAt, failure } = feed
  return {
    name,
    format,
    source,
    records,
    ...(importedAt && { importedAt: importedAt.toISOString() }),
    ...(checkedAt && { checkedAt: checkedAt.toISOString() }),
    stale,
    ...(failedAt && { failedAt: failedAt.toISOString() }),
    ...(failure !== undefined && { failure }),
    fetched,
    ...(latest && { latest: feedImportView(latest) }),
  }
}

function feedImportView(one: FeedImport): FeedImportView {
  const { state, startedAt, finishedAt, read, expected, counts, reason } = one
  return {
    state,
    startedAt: startedAt.toISOString(),
    ...(finishedAt && { finishedAt: finishedAt.toISOString() }),
    read,
    ...(expected !== undefined && { expected }),
    ...counts,
    ...(reason !== undefined && { reason }),
  }
}
