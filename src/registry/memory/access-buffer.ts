import { type PullEvent, PullJoiner } from '../domain/pull-class.ts'
import { type HandedOut, isAlike } from './handed-out.ts'

/** A token that was handed out. */
export interface NotedGrant {
  readonly at: Date
  readonly accountId?: string
  readonly accountName?: string
  readonly address?: string
  readonly client?: string
  readonly requested: string
  readonly granted: string
}

export interface Noted {
  readonly pulls: readonly PullEvent<HandedOut>[]
  readonly grants: readonly NotedGrant[]
}

/** Rows that may wait for a database that does not answer; then the oldest are given up and counted as lost. */
const mostWaiting = 200_000

/** Pulls and grants since the last batch: counted in memory, so that no pull waits for the database (PRF-01). */
export class AccessBuffer {
  readonly #joiner = new PullJoiner<HandedOut>(isAlike)
  #pulls: PullEvent<HandedOut>[] = []
  #grants: NotedGrant[] = []
  /** Pulls in `#pulls` and in batches that are being written. */
  #unwritten = 0
  /** Called after each change with the number of pulls that are not in the database yet. */
  onWaiting: (waiting: number) => void = () => {}

  notePull(pull: HandedOut): void {
    this.#joiner.add(pull)
    this.onWaiting(this.waiting)
  }

  noteGrant(grant: NotedGrant): void {
    this.#grants.push(grant)
  }

  /** Pulls and lookups that a kill of the program at this moment would lose. */
  get waiting(): number {
    return this.#joiner.waiting + this.#unwritten
  }

  /** Takes out what is noted; tell `written` or `giveBack` what became of it. */
  take(now: Date): Noted {
    this.#unwritten += this.#joiner.waiting
    const taken = { pulls: [...this.#pulls, ...this.#joiner.take(now)], grants: this.#grants }
    this.#pulls = []
    this.#grants = []
    return taken
  }

  /** What was taken is in the database. */
  written({ pulls }: Noted): void {
    this.#unwritten -= timesOf(pulls)
    this.onWaiting(this.waiting)
  }

  /** Puts back what could not be written; it goes out with the next batch. Answers how many pulls had to be given up. */
  giveBack(noted: Noted): number {
    const kept = [...noted.pulls, ...this.#pulls]
    const givenUp = kept.splice(0, Math.max(kept.length - mostWaiting, 0))
    this.#pulls = kept
    this.#grants = [...noted.grants, ...this.#grants].slice(-mostWaiting)
    this.#unwritten -= timesOf(givenUp)
    return timesOf(givenUp)
  }
}

const timesOf = (pulls: readonly PullEvent<HandedOut>[]): number => pulls.reduce((sum, { times }) => sum + times, 0)
