import { minutes, seconds } from '../../platform/clock.ts'
import type { Digest } from './digest.ts'

/** What manifest requests count as (STO-201). */
export type PullAction = 'version_check' | 'pull_by_tag' | 'pull_by_digest'

/** One answered manifest request. */
export interface ManifestRequest {
  /** Account id, or address for anonymous callers: requests are joined by it. */
  readonly caller: string
  readonly repository: string
  readonly method: 'GET' | 'HEAD'
  readonly tag?: string | undefined
  readonly digest: Digest
  /** Manifests of the index that was answered. */
  readonly children: readonly Digest[]
  readonly at: Date
}

/** Pulls that are alike, or lookups of a tag, in one batch. */
export interface PullEvent<R extends ManifestRequest> {
  /** The first of them; a digest that a lookup led to has the tag of the lookup. */
  readonly request: R
  readonly action: PullAction
  /** How often it happened. */
  times: number
  /** Version checks of earlier batches that turned out to be the beginning of these pulls: they do not count. */
  absorbed: number
}

const window = minutes(5)
/** Lookups so close to each other are one entry. */
const together = seconds(1)

interface Lookup<R extends ManifestRequest> {
  readonly event: PullEvent<R>
  readonly until: number
}

/** What is known of one caller, repository and digest. */
interface Open<R extends ManifestRequest> {
  batch: number
  /** Pulls of the running batch. */
  pulls: PullEvent<R>[]
  /** Lookups that a pull may still follow: those of the running batch, and how many were given out before. */
  fresh: Lookup<R>[]
  given: { readonly until: number; readonly times: number }[]
  tag: string | undefined
  /** Until when further digest requests belong to a pull that is counted already. */
  coveredUntil: number
}

/**
 * Joins manifest requests into pulls, and pulls that are alike into one event per batch: someone who pulls a thousand
 * times a second is one line that says so. Nothing is held back: a lookup of a tag is given out as a version check with
 * its batch, and a pull that follows later says how many of them it absorbs. Order of time is the order of calls.
 */
export class PullJoiner<R extends ManifestRequest> {
  readonly #open = new Map<string, Open<R>>()
  readonly #alike: (a: R, b: R) => boolean
  #events: PullEvent<R>[] = []
  #looked = new Set<Open<R>>()
  #batch = 0
  #sweptAt = 0
  /** Pulls and lookups that wait for the next batch. */
  waiting = 0

  /** `alike` says whether two requests of one caller for one digest may share an event. */
  constructor(alike: (a: R, b: R) => boolean) {
    this.#alike = alike
  }

  add(request: R): void {
    const now = request.at.getTime()
    const open = this.#opened(`${request.caller} ${request.repository} ${request.digest}`)
    this.#roll(open, now)
    if (request.method === 'GET') this.#pull(open, request, now)
    else if (request.tag !== undefined) this.#lookUp(open, request, now)
  }

  /** The events since the last time, in no particular order. */
  take(now: Date): readonly PullEvent<R>[] {
    const lookups = [...this.#looked].flatMap((open) => open.fresh.map(({ event }) => event))
    const taken = [...this.#events, ...lookups]
    this.#events = []
    this.#looked = new Set()
    this.#batch++
    this.waiting = 0
    this.#sweep(now.getTime())
    return taken
  }

  #opened(key: string): Open<R> {
    const known = this.#open.get(key)
    if (known) return known
    const fresh: Open<R> = { batch: this.#batch, pulls: [], fresh: [], given: [], tag: undefined, coveredUntil: 0 }
    this.#open.set(key, fresh)
    return fresh
  }

  /** Moves what an earlier batch gave out, and lets go of lookups that no pull followed in time. */
  #roll(open: Open<R>, now: number): void {
    if (open.batch !== this.#batch) {
      open.given.push(...open.fresh.map(({ event, until }) => ({ until, times: event.times })))
      open.fresh = []
      open.pulls = []
      open.batch = this.#batch
    }
    if (open.given.some(({ until }) => until <= now)) open.given = open.given.filter(({ until }) => until > now)
    for (const { event, until } of open.fresh) if (until <= now) this.#events.push(event)
    if (open.fresh.some(({ until }) => until <= now)) open.fresh = open.fresh.filter(({ until }) => until > now)
  }

  #lookUp(open: Open<R>, request: R, now: number): void {
    this.waiting++
    open.tag = request.tag
    const last = open.fresh.at(-1)
    if (last && now - last.event.request.at.getTime() < together && this.#alike(last.event.request, request)) {
      last.event.times++
      return
    }
    open.fresh.push({ event: { request, action: 'version_check', times: 1, absorbed: 0 }, until: now + window })
    this.#looked.add(open)
  }

  #pull(open: Open<R>, request: R, now: number): void {
    const wasLookedUp = open.fresh.length > 0 || open.given.length > 0
    const byTag = request.tag !== undefined || wasLookedUp
    const isCovered = open.coveredUntil > now
    this.#cover(open, request, now)
    if (!byTag && isCovered) return
    for (const { event } of open.fresh) this.waiting -= event.times
    const absorbed = open.given.reduce((sum, { times }) => sum + times, 0)
    const named = request.tag === undefined && wasLookedUp ? { ...request, tag: open.tag } : request
    if (wasLookedUp) {
      open.fresh = []
      open.given = []
    }
    this.#count(open, named, byTag ? 'pull_by_tag' : 'pull_by_digest', absorbed)
  }

  #count(open: Open<R>, request: R, action: PullAction, absorbed: number): void {
    this.waiting++
    const same = open.pulls.find((event) => event.action === action && this.#alike(event.request, request))
    if (same) {
      same.times++
      same.absorbed += absorbed
      return
    }
    const event = { request, action, times: 1, absorbed }
    open.pulls.push(event)
    this.#events.push(event)
  }

  /** Digest requests that follow a pull belong to it, those for the images of an index too. */
  #cover(open: Open<R>, { caller, repository, children }: R, now: number): void {
    open.coveredUntil = now + window
    for (const child of children) this.#opened(`${caller} ${repository} ${child}`).coveredUntil = now + window
  }

  /** Forgets what nothing can be joined to any more; a look at all of it now and then is cheaper than keeping an order. */
  #sweep(now: number): void {
    if (now - this.#sweptAt < window / 5) return
    this.#sweptAt = now
    for (const [key, open] of this.#open) {
      this.#roll(open, now)
      if (open.coveredUntil <= now && open.given.length === 0 && open.fresh.length === 0) this.#open.delete(key)
    }
  }
}
