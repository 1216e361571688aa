import type { AdvisoryChangeKind } from './advisory-change.ts'
import type { FeedFormat } from './feed.ts'
import type { FeedRecord } from './feed-record.ts'

/**
 * What a new or different record means for the watch; undefined when it means nothing. Another probability of being
 * attacked is shown and changes no finding (SEV-4); another score of NVD may change the class of what has the CVE.
 */
export function changeOf(
  record: Pick<FeedRecord, 'kind' | 'withdrawn'>,
  before: { readonly withdrawn: boolean } | undefined,
): AdvisoryChangeKind | undefined {
  switch (record.kind) {
    case 'advisory':
      if (!before) return 'added'
      return record.withdrawn && !before.withdrawn ? 'withdrawn' : 'changed'
    case 'exploited':
      return before ? undefined : 'exploited'
    case 'score':
      return 'changed'
    case 'prediction':
      return undefined
  }
}

/** What it means that a record is no longer in its feed. */
export function endOf(format: FeedFormat): AdvisoryChangeKind | undefined {
  const ends: Readonly<Record<FeedFormat, AdvisoryChangeKind | undefined>> = {
    osv: 'removed',
    kev: 'not exploited',
    nvd: 'changed',
    epss: undefined,
  }
  return ends[format]
}
