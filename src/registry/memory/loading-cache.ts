import { BoundedCache } from './bounded-cache.ts'

/** How long what was loaded is believed, in milliseconds counted from the start of the load. */
export interface Belief {
  /** Not a moment longer than this. */
  readonly freshness: number
  /** From this age on, the next question loads again while the old answer is still given. */
  readonly refreshAfter: number
}

interface Entry<Value> {
  readonly value: Value
  readonly loadedAt: number
}

/**
 * Remembers what was loaded, for a short time. Whoever asks for the same key at once shares one load, and what is asked
 * for all the time is loaded again before it gets too old, so that nobody waits for it.
 * An answer that was forgotten while it was being loaded is not remembered: it may be out of date already.
 */
export class LoadingCache<Value> {
  readonly #entries: BoundedCache<Entry<Value>>
  readonly #loads = new Map<string, Promise<Value | undefined>>()
  readonly #belief: Belief

  constructor(entries: number, belief: Belief) {
    this.#entries = new BoundedCache(entries)
    this.#belief = belief
  }

  /** What is remembered and need not be loaded again yet. Never waits. */
  peek(key: string, now: Date): Value | undefined {
    const entry = this.#fresh(key, now)
    return entry && (!this.#isDue(entry, now) || this.#loads.has(key)) ? entry.value : undefined
  }

  /** The value, remembered or loaded. `keep` says whether an answer may be remembered; undefined never is. */
  async get(
    key: string,
    now: Date,
    load: () => Promise<Value | undefined>,
    keep: (value: Value) => boolean = () => true,
  ): Promise<Value | undefined> {
    const entry = this.#fresh(key, now)
    if (!entry) return this.#loads.get(key) ?? this.#load(key, now, load, keep)
    // A refresh that fails harms nobody yet: the entry ends at its time, and who asks then hears of the failure.
    if (this.#isDue(entry, now) && !this.#loads.has(key)) this.#load(key, now, load, keep).catch(() => {})
    return entry.value
  }

  delete(key: string): void {
    this.#entries.delete(key)
    this.#loads.delete(key)
  }

  /** Forgets every key that the test accepts, and all that is being loaded: nobody knows yet what that is about. */
  forget(matches: (key: string, value: Value) => boolean): void {
    this.#entries.forget((key, { value }) => matches(key, value))
    this.#loads.clear()
  }

  #fresh(key: string, now: Date): Entry<Value> | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    if (now.getTime() < entry.loadedAt + this.#belief.freshness) return entry
    this.#entries.delete(key)
    return undefined
  }

  #isDue(entry: Entry<Value>, now: Date): boolean {
    return now.getTime() >= entry.loadedAt + this.#belief.refreshAfter
  }

  #load(
    key: string,
    now: Date,
    load: () => Promise<Value | undefined>,
    keep: (value: Value) => boolean,
  ): Promise<Value | undefined> {
    const loading = load().then(
      (value) => {
        if (this.#loads.get(key) !== loading) return value
        this.#loads.delete(key)
        if (value === undefined || !keep(value)) this.#entries.delete(key)
        else this.#entries.set(key, { value, loadedAt: now.getTime() })
        return value
      },
      (error: unknown) => {
        if (this.#loads.get(key) === loading) this.#loads.delete(key)
        throw error
      },
    )
    this.#loads.set(key, loading)
    return loading
  }
}
