interface Kept<Value> {
  readonly value: Value
  readonly cost: number
  usedAt: number
}

/** Keeps the values used last, up to a budget. Values must never change. */
export class BoundedCache<Value> {
  readonly #entries = new Map<string, Kept<Value>>()
  readonly #budget: number
  #used = 0
  /** Something is thrown out only when something is put in: between two of those, one use is as good as many. */
  #puts = 0

  /** `budget` in the units of `cost`: bytes, or entries when every cost is 1. */
  constructor(budget: number) {
    this.#budget = budget
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    if (entry.usedAt === this.#puts) return entry.value
    // A Map keeps the order of insertion: what is moved to the end is thrown out last.
    entry.usedAt = this.#puts
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  set(key: string, value: Value, cost = 1): void {
    this.delete(key)
    if (cost > this.#budget) return
    this.#entries.set(key, { value, cost, usedAt: ++this.#puts })
    this.#used += cost
    for (const oldest of this.#entries.keys()) {
      if (this.#used <= this.#budget) break
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#entries.delete(key)
    this.#used -= entry.cost
  }

  /** Forgets every key that the test accepts. */
  forget(matches: (key: string, value: Value) => boolean): void {
    for (const [key, { value }] of [...this.#entries]) if (matches(key, value)) this.delete(key)
  }
}

/** A bounded cache whose entries are believed only until a moment. */
export class ExpiringCache<Value> {
  readonly #entries: BoundedCache<{ readonly value: Value; readonly until: number }>

  constructor(entries: number) {
    this.#entries = new BoundedCache(entries)
  }

  get(key: string, now: Date): Value | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    if (entry.until > now.getTime()) return entry.value
    this.#entries.delete(key)
    return undefined
  }

  set(key: string, value: Value, until: Date): void {
    this.#entries.set(key, { value, until: until.getTime() })
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  forget(matches: (key: string, value: Value) => boolean): void {
    this.#entries.forget((key, { value }) => matches(key, value))
  }
}
