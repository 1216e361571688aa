import type { Id } from '../../platform/ids.ts'

/** One run of the collector, or a dry run, as far as it has come. */
export interface CollectionRun {
  readonly id: Id<'collection_run'>
  readonly dryRun: boolean
  /** Who asked for it; undefined when the clock did. */
  readonly requestedBy?: string
  readonly startedAt: Date
  readonly finishedAt?: Date
  readonly outcome?: 'complete' | 'stopped'
  readonly stopRequested: boolean
  /** When its worker last said that it lives. */
  readonly beatAt?: Date
  /** Candidates looked at. */
  readonly examined: number
  readonly linksRemoved: number
  readonly blobsRemoved: number
  readonly bytesFreed: number
  /** Candidates still to be looked at, once they were counted. */
  readonly remaining?: number
}

/** How fast a run goes and how long it will take at that rate. */
export interface CollectionPace {
  /** Candidates per second; 0 before the first. */
  readonly perSecond: number
  /** Seconds; undefined while that cannot be told. */
  readonly secondsLeft?: number
}

/** The pace of a run that is under way, from what it did until it was last heard of. */
export function paceOf({ startedAt, beatAt, examined, remaining }: CollectionRun): CollectionPace {
  const seconds = beatAt ? (beatAt.getTime() - startedAt.getTime()) / 1000 : 0
  if (seconds <= 0 || examined === 0) return { perSecond: 0 }
  const perSecond = examined / seconds
  return { perSecond, ...(remaining !== undefined && { secondsLeft: Math.ceil(remaining / perSecond) }) }
}
