import { minutes } from '../../platform/clock.ts'
import type { Digest } from './digest.ts'

/** What a manifest request counts as (STO-201). `joined` belongs to a pull that is already counted. */
export type PullAction = 'version_check' | 'pull_by_tag' | 'pull_by_digest' | 'joined'

/** One answered manifest request. */
export interface ManifestRequest {
  /** Account id, or address for anonymous callers: requests are joined by it. */
  readonly caller: string
  readonly repository: string
  readonly method: 'GET' | 'HEAD'
  readonly tag?: string
  readonly digest: Digest
  /** Manifests of the index that was answered. */
  readonly children: readonly Digest[]
  readonly at: Date
}

/** A request together with what it counts as. */
export interface Classified<R extends ManifestRequest> {
  readonly request: R
  readonly action: PullAction
}

const window = minutes(5)

interface Open<R> {
  /** Tag lookups that may still turn out to be the start of a pull. */
  readonly lookups: R[]
  /** Until when further digest requests belong to a pull that is counted already. */
  coveredUntil: number
}

/**
 * Joins manifest requests into pulls. A tag lookup is held back until it is clear whether a pull follows;
 * everything else is answered at once. Order of time is the order of calls.
 */
export class PullJoiner<R extends ManifestRequest> {
  readonly #open = new Map<string, Open<R>>()

  /** Requests whose meaning is now known. */
  add(request: R): readonly Classified<R>[] {
    const now = request.at.getTime()
    const key = keyOf(request, request.digest)
    const open = this.#open.get(key) ?? { lookups: [], coveredUntil: 0 }
    const settled = this.#settleLookups(open, now)
    if (request.method === 'HEAD') {
      if (request.tag === undefined) return [...settled, { request, action: 'joined' }]
      open.lookups.push(request)
      this.#open.set(key, open)
      return settled
    }
    const action = actionOf(request, open, now)
    const absorbed = open.lookups.splice(0).map((lookup): Classified<R> => ({ request: lookup, action: 'joined' }))
    for (const digest of [request.digest, ...request.children]) this.#cover(keyOf(request, digest), now + window)
    return [...settled, ...absorbed, { request, action }]
  }

  /** Lookups that no pull followed within the window before `now`; without `now`, all that wait (the program stops). */
  settle(now?: Date): readonly Classified<R>[] {
    const result: Classified<R>[] = []
    for (const [key, open] of this.#open) {
      result.push(...this.#settleLookups(open, now?.getTime() ?? Number.POSITIVE_INFINITY))
      if (open.lookups.length === 0 && open.coveredUntil <= (now?.getTime() ?? Number.POSITIVE_INFINITY)) {
        this.#open.delete(key)
      }
    }
    return result
  }

  #settleLookups(open: Open<R>, now: number): Classified<R>[] {
    const due = open.lookups.filter((lookup) => lookup.at.getTime() + window <= now)
    open.lookups.splice(0, due.length)
    return due.map((request) => ({ request, action: 'version_check' }))
  }

  #cover(key: string, until: number): void {
    const open = this.#open.get(key)
    if (open) open.coveredUntil = Math.max(open.coveredUntil, until)
    else this.#open.set(key, { lookups: [], coveredUntil: until })
  }
}

function keyOf(request: ManifestRequest, digest: Digest): string {
  return `${request.caller} ${request.repository} ${digest}`
}

function actionOf<R>(request: ManifestRequest, open: Open<R>, now: number): PullAction {
  if (request.tag !== undefined || open.lookups.length > 0) return 'pull_by_tag'
  return open.coveredUntil > now ? 'joined' : 'pull_by_digest'
}
