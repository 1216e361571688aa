import type { Insertable, Selectable } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Feed, FeedFormat, FeedState } from '../domain/feed.ts'
import type { VulnerabilitiesTables } from './tables.ts'

/** Feeds that are listed; a store has a few dozen. */
const mostFeeds = 1000

type Row = VulnerabilitiesTables['advisory_source']

export const feeds = (tx: Tx) => {
  const db = tx.withTables<VulnerabilitiesTables>()
  const put = async (feed: string, first: Partial<Insertable<Row>>, values: Partial<Insertable<Row>>) => {
    await db
      .insertInto('advisory_source')
      .values({ feed, format: 'osv', source: feed, ...first, ...values })
      .onConflict((conflict) => conflict.column('feed').doUpdateSet(values))
      .execute()
  }
  return {
    async all(): Promise<Feed[]> {
      const rows = await db.selectFrom('advisory_source').selectAll().orderBy('feed').limit(mostFeeds).execute()
      return rows.map(toFeed)
    },

    async find(feed: string): Promise<Feed | undefined> {
      const row = await db.selectFrom('advisory_source').selectAll().where('feed', '=', feed).executeTakeFirst()
      return row && toFeed(row)
    },

    /** Makes sure that the feed has its line, before anything is written for it. */
    async announce(feed: string, format: FeedFormat, source: string): Promise<void> {
      await db
        .insertInto('advisory_source')
        .values({ feed, format, source })
        .onConflict((conflict) => conflict.column('feed').doNothing())
        .execute()
    },

    /** Makes the set of an import the one that everybody sees (ADV-2). */
    async show(batch: number, set: SwitchedIn, at: Date): Promise<void> {
      await put(
        set.feed,
        {},
        {
          shown: batch,
          format: set.format,
          source: set.source,
          records: set.records,
          ecosystems: JSON.stringify(set.ecosystems),
          fingerprint: set.fingerprint ?? null,
          imported_at: at,
          ...fine(at),
        },
      )
    },

    /** The source has what is in use: its age begins anew (ADV-9). */
    async confirm(feed: string, at: Date): Promise<void> {
      await put(feed, {}, fine(at))
    },

    /** An attempt has brought nothing; the data and their age stay (ADV-9). */
    async fail(feed: string, source: string, failure: string, at: Date): Promise<void> {
      await put(feed, { source }, { failed_at: at, failure: failure.slice(0, 2000) })
    },

    /** What the server said about the data in use, for the next conditional request. */
    async noteValidators(feed: string, etag: string | undefined, lastModified: string | undefined): Promise<void> {
      await put(feed, {}, { etag: etag ?? null, last_modified: lastModified ?? null })
    },

    /** How much there is of each ecosystem, over all feeds (DAT-2). */
    async states(): Promise<FeedState[]> {
      const rows = await db.selectFrom('advisory_source').selectAll().orderBy('feed').limit(mostFeeds).execute()
      return statesOf(rows.map(toFeed))
    },
  }
}

/** A set that is switched in. */
export interface SwitchedIn {
  readonly feed: string
  readonly format: FeedFormat
  readonly source: string
  readonly records: number
  readonly ecosystems: Readonly<Record<string, number>>
  readonly fingerprint?: string
}

const fine = (at: Date) => ({ checked_at: at, failed_at: null, failure: null })

function toFeed(row: Selectable<Row>): Feed {
  return {
    name: row.feed,
    format: row.format as FeedFormat,
    source: row.source,
    records: row.records,
    ecosystems: row.ecosystems,
    ...(row.fingerprint !== null && { fingerprint: row.fingerprint }),
    ...(row.imported_at !== null && { importedAt: row.imported_at }),
    ...(row.checked_at !== null && { checkedAt: row.checked_at }),
    ...(row.etag !== null && { etag: row.etag }),
    ...(row.last_modified !== null && { lastModified: row.last_modified }),
    ...(row.failed_at !== null && { failedAt: row.failed_at }),
    ...(row.failure !== null && { failure: row.failure }),
  }
}

/** Sums up by ecosystem; of several feeds the oldest tells the age, so that a dead one is noticed. */
function statesOf(all: readonly Feed[]): FeedState[] {
  const states = new Map<string, FeedState>()
  for (const { name, ecosystems, importedAt, checkedAt } of all) {
    if (!importedAt || !checkedAt) continue
    for (const [ecosystem, records] of Object.entries(ecosystems)) {
      const known = states.get(ecosystem)
      states.set(ecosystem, {
        ecosystem,
        records: records + (known?.records ?? 0),
        source: known ? `${known.source}, ${name}` : name,
        importedAt: known && known.importedAt > importedAt ? known.importedAt : importedAt,
        checkedAt: known && known.checkedAt < checkedAt ? known.checkedAt : checkedAt,
      })
    }
  }
  return [...states.values()].sort((a, b) => (a.ecosystem < b.ecosystem ? -1 : 1))
}
