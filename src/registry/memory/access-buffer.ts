import type { Digest } from '../domain/digest.ts'
import { type Classified, type ManifestRequest, PullJoiner } from '../domain/pull-class.ts'

/** A manifest request with what the log keeps of it. */
export interface NotedPull extends ManifestRequest {
  readonly digest: Digest
  readonly counted: boolean
  readonly customerClass: string
  readonly accountId?: string
  readonly accountName?: string
  readonly subscriptionId?: string
  readonly planId?: string
  readonly productId?: string
  readonly address?: string
  readonly client?: string
}

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
  readonly pulls: readonly Classified<NotedPull>[]
  readonly grants: readonly NotedGrant[]
}

/** Pulls and grants since the last batch: counted in memory, so that no pull waits for the database (PRF-01). */
export class AccessBuffer {
  readonly #joiner = new PullJoiner<NotedPull>()
  #pulls: Classified<NotedPull>[] = []
  #grants: NotedGrant[] = []

  notePull(pull: NotedPull): void {
    this.#pulls.push(...this.#joiner.add(pull))
  }

  noteGrant(grant: NotedGrant): void {
    this.#grants.push(grant)
  }

  /** Takes out what is ready. At the end of the program `everything` also takes lookups that still wait for a pull. */
  take(now: Date, everything: boolean): Noted {
    this.#pulls.push(...this.#joiner.settle(everything ? undefined : now))
    const taken = { pulls: this.#pulls, grants: this.#grants }
    this.#pulls = []
    this.#grants = []
    return taken
  }

  /** Puts back what could not be written; it goes out with the next batch. */
  giveBack(noted: Noted): void {
    this.#pulls.unshift(...noted.pulls)
    this.#grants.unshift(...noted.grants)
  }
}
