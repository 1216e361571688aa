/** First index whose path is not smaller than the key. */
export function lowerBound(sorted: readonly string[], key: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Marks which of a set of paths are covered, by their own name or by a folder above. Each path is marked once, however
 * often it is covered, so that hostile layers cannot multiply the work.
 */
export class PathCover {
  readonly #sorted: readonly string[]
  /** For each index the next one that may still be uncovered. */
  readonly #next: Uint32Array
  readonly covered = new Set<string>()

  constructor(paths: Iterable<string>) {
    this.#sorted = [...new Set(paths)].sort()
    this.#next = Uint32Array.from({ length: this.#sorted.length + 1 }, (_, at) => at)
  }

  /** Covers this very path. */
  coverPath(path: string): void {
    const at = lowerBound(this.#sorted, path)
    if (this.#sorted[at] === path) this.#mark(at)
  }

  /** Covers everything below a folder; the empty string is the root. */
  coverBelow(folder: string): void {
    const prefix = folder === '' ? '' : `${folder}/`
    for (
      let at = this.#uncovered(lowerBound(this.#sorted, prefix));
      at < this.#sorted.length;
      at = this.#uncovered(at)
    ) {
      if (!this.#sorted[at]?.startsWith(prefix)) return
      this.#mark(at)
    }
  }

  #mark(at: number): void {
    this.covered.add(this.#sorted[at] ?? '')
    this.#next[at] = at + 1
  }

  #uncovered(start: number): number {
    let at = start
    while (at < this.#sorted.length && (this.#next[at] ?? at) !== at) at = this.#next[at] ?? at
    for (let step = start; step < at; ) {
      const following = this.#next[step] ?? at
      this.#next[step] = at
      step = following
    }
    return at
  }
}
