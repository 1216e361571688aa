import { describe, expect, test } from 'vitest'
import { feedNameOf, isFetchDue, isStale } from './feed.ts'

const now = new Date('2026-05-03T12:00:00Z')
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
const limit = 48 * 3_600_000

test.each([
  ['/srv/packs/Go.zip', 'Go'],
  ['known_exploited_vulnerabilities.json', 'known_exploited_vulnerabilities'],
  ['epss_scores-current.csv.gz', 'epss_scores-current'],
  ['C:\\packs\\npm.ZIP', 'npm'],
  ['/srv/records/', 'records'],
  ['', 'feed'],
  ['.json', 'feed'],
])('%s is the feed %s', (path, name) => expect(feedNameOf(path)).toBe(name))

describe('the age of data (ADV-9)', () => {
  test.each([
    ['just confirmed', ago(0), false],
    ['48 hours old', ago(48), false],
    ['older', ago(48.1), true],
    ['never there', undefined, true],
    ['from a clock that goes ahead', ago(-1), false],
  ])('%s', (_, checkedAt, stale) => expect(isStale(checkedAt, now, limit)).toBe(stale))
})

describe('when a feed is looked at again', () => {
  const every = 6 * 3_600_000
  test.each([
    ['one that was never fetched', undefined, true],
    ['one that was announced only', {}, true],
    ['one that was looked at an hour ago', { checkedAt: ago(1) }, false],
    ['one whose time has come', { checkedAt: ago(6) }, true],
    ['a few minutes early, so that an hourly clock loses no hour', { checkedAt: ago(5.9) }, true],
    ['one that has failed', { checkedAt: ago(1), failedAt: ago(0.5) }, true],
  ])('%s', (_, feed, due) => expect(isFetchDue(feed, now, every)).toBe(due))
})
