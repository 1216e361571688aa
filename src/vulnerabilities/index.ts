export { breachedFindings } from './breached-findings.ts'
export { imageNotFound } from './domain/errors.ts'
export type {
  AdvisoriesChanged,
  FindingEventSpoken,
  FindingNoticeWritten,
  ScanFinished,
} from './domain/events.ts'
export type { Scan, ScanCause, ScanState, ScanTotals } from './domain/scan.ts'
export { type FetchedFeed, type FetchFeed, fetchFeed } from './fetch-feed.ts'
export { type FindingNoticeNews, findNotice } from './find-notice.ts'
export { type ImportAdvisories, type ImportedAdvisories, importAdvisories } from './import-advisories.ts'
export { recordNoticeSent } from './record-notice-sent.ts'
export { type RequestScan, requestScan } from './request-scan.ts'
export { scanSummaries } from './scan-summaries.ts'
export { type ShownFeed, type ShownFeeds, showAdvisoryFeeds } from './show-advisory-feeds.ts'
export { watchChanges } from './watch-changes.ts'
export { watchListing } from './watch-listing.ts'
export { writeNotices } from './write-notices.ts'
