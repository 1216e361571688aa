/** How many candidates a batch takes, and for how long the collector rests after it. */
export interface Pace {
  readonly limit: number
  /** Milliseconds. */
  readonly rest: number
}

/**
 * On the embedded database everybody waits for a transaction: it must be over before anybody notices. But a batch costs
 * about 10 ms there before it has done anything, so that very small ones would never come to an end.
 */
const aim = 25
const fewest = 20
const most = 500

/** The pace after a batch that took so many milliseconds: longer batches become smaller, and the rest is as long as the work. */
export function grow({ limit }: Pace, took: number): Pace {
  const wanted = took > aim ? Math.floor(limit * Math.max(aim / took, 0.5)) : Math.ceil(limit * 1.25)
  return { limit: Math.min(most, Math.max(fewest, wanted)), rest: took }
}

/** Milliseconds until the next batch: never none, so that whoever waits gets a turn, and never long. */
export function resting({ rest }: Pace): number {
  return Math.min(250, Math.max(1, rest))
}
