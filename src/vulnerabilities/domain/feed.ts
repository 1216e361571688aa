/** How a feed writes its records down (ADV-1). */
export type FeedFormat = 'osv' | 'kev' | 'epss' | 'nvd'

/** How old an ecosystem's data is, and how much there is of it (DAT-2). */
export interface FeedState {
  readonly ecosystem: string
  readonly records: number
  /** The feeds that speak of the ecosystem. */
  readonly source: string
  /** When other data were last switched in. */
  readonly importedAt: Date
  /** When the data in use were last seen to be what their source has: their age counts from here (ADV-9). */
  readonly checkedAt: Date
}

/** A feed: where its data come from and how it goes with it. */
export interface Feed {
  readonly name: string
  readonly format: FeedFormat
  /** File, folder or address that the data in use came from. */
  readonly source: string
  readonly records: number
  readonly ecosystems: Readonly<Record<string, number>>
  /** Digest of the archive in use and version of the reader, for feeds that are one file. */
  readonly fingerprint?: string
  readonly importedAt?: Date
  readonly checkedAt?: Date
  /** As the server sent them, for the next conditional request. */
  readonly etag?: string
  readonly lastModified?: string
  /** The last attempt, when it has brought nothing, and why; the data stay (ADV-2, ADV-9). */
  readonly failedAt?: Date
  readonly failure?: string
}

/** An import of a feed, under way or ended. */
export interface FeedImport {
  readonly batch: number
  readonly feed: string
  readonly source: string
  readonly state: 'running' | 'done' | 'refused' | 'abandoned'
  readonly startedAt: Date
  readonly touchedAt: Date
  readonly finishedAt?: Date
  /** Records read, and how many there are if that is known. */
  readonly read: number
  readonly expected?: number
  readonly counts: FeedCounts
  /** Why it was refused. */
  readonly reason?: string
}

/** What an import does, in records. */
export interface FeedCounts {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** No longer in the feed. */
  readonly removed: number
  /** Quarantined (ADV-4). */
  readonly rejected: number
}

/** An import that has written nothing for so long is dead, and the next one may begin. Milliseconds. */
export const importIsDeadAfter = 120_000

/** What holds where the store says nothing else (ADV-9). Milliseconds. */
export const usualMostAge = 48 * 3_600_000

/** True when data are older than they may be: `mostAge` in milliseconds (ADV-9). Data that never came are. */
export function isStale(checkedAt: Date | undefined, now: Date, mostAge: number): boolean {
  return checkedAt === undefined || now.getTime() - checkedAt.getTime() > mostAge
}

/** The data of an ecosystem, and whether they are older than they should be. */
export interface AgedFeedState extends FeedState {
  readonly stale: boolean
}

/** Says of each ecosystem whether its data are old now. */
export function aged(states: readonly FeedState[], now: Date, mostAge: number): AgedFeedState[] {
  return states.map((state) => ({ ...state, stale: isStale(state.checkedAt, now, mostAge) }))
}

/** The name of a feed that is imported by hand: its file's or folder's, `Go` for `Go.zip`. */
export function feedNameOf(path: string): string {
  const file = path.split(/[\\/]/).findLast((part) => part !== '') ?? 'feed'
  return file.replace(/\.(zip|json|csv|csv\.gz)$/i, '').slice(0, 100) || 'feed'
}

/**
 * True when it is time to look at a feed again: `interval` milliseconds after the last good look, or at once when the last
 * attempt has failed (it is asked every hour). Looks may be a little early, so that an hourly clock does not lose an hour.
 */
export function isFetchDue(
  feed: Pick<Feed, 'checkedAt' | 'failedAt'> | undefined,
  now: Date,
  interval: number,
): boolean {
  if (!feed?.checkedAt || feed.failedAt) return true
  return now.getTime() - feed.checkedAt.getTime() >= interval - 10 * 60_000
}
