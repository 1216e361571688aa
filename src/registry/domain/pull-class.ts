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
  /** When nothing more can be joined to it. */
  until: number
}

/**
 * Joins manifest requests into pulls. A tag lookup is held back until it is clear whether a pull follows;
 * everything else is answered at once. Order of time is the order of calls.
 */
export class PullJoiner<R extends ManifestRequest> {
  // What is touched moves to the end, so the order is that of `until` and settling looks at the front only.
  readonly #open = new Map<string, Open<R>>()

  /** Requests whose meaning is now known. */
  add(request: R): readonly Classified<R>[] {
    const now = request.at.getTime()
    const open = this.#touch(keyOf(request, request.digest), now)
    const settled = dueLookups(open, now)
    if (request.method === 'HEAD') {
      if (request.tag === undefined) return [...settled, { request, action: 'joined' }]
      open.lookups.push(request)
      return settled
    }
    const action = actionOf(request, open, now)
    const absorbed = open.lookups.splice(0).map((lookup): Classified<R> => ({ request: lookup, action: 'joined' }))
    for (const digest of [request.digest, ...request.children]) {
      this.#touch(keyOf(request, digest), now).coveredUntil = now + window
    }
    return [...settled, ...absorbed, { request, action }]
  }

  /** Lookups that no pull followed within the window before `now`; without `now`, all that wait (the program stops). */
  settle(now?: Date): readonly Classified<R>[] {
    const moment = now?.getTime() ?? Number.POSITIVE_INFINITY
    const result: Classified<R>[] = []
    for (const [key, open] of this.#open) {
      if (open.until > moment) break
      result.push(...dueLookups(open, moment))
      this.#open.delete(key)
    }
    return result
  }

  #touch(key: string, now: number): Open<R> {
    const open = this.#open.get(key) ?? { lookups: [], coveredUntil: 0, until: 0 }
    open.until = now + window
    this.#open.delete(key)
    this.#open.set(key, open)
    return open
  }
}

/** Takes out the lookups that waited for the whole window. */
function dueLookups<R extends ManifestRequest>(open: Open<R>, now: number): Classified<R>[] {
  const due = open.lookups.filter((lookup) => lookup.at.getTime() + window <= now)
  open.lookups.splice(0, due.length)
  return due.map((request) => ({ request, action: 'version_check' }))
}

function keyOf(request: ManifestRequest, digest: Digest): string {
  return `${request.caller} ${request.repository} ${digest}`
}

function actionOf<R>(request: ManifestRequest, open: Open<R>, now: number): PullAction {
  if (request.tag !== undefined || open.lookups.length > 0) return 'pull_by_tag'
  return open.coveredUntil > now ? 'joined' : 'pull_by_digest'
}
