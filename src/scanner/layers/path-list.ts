const SEPARATOR = '\0'
const PATHS_PER_BLOCK = 4096

/**
 * Keeps millions of paths in little memory: each is stored as the length it shares with the one before, and the rest.
 * Archives list folders together, so the shared part is most of it. Paths must not contain NUL.
 */
export class PathListWriter {
  readonly #blocks: string[] = []
  #block: string[] = []
  #previous = ''
  #size = 0

  /** Characters stored so far. */
  get size(): number {
    return this.#size
  }

  add(path: string): void {
    const shared = sharedLength(this.#previous, path)
    const item = `${shared.toString(36)}:${path.slice(shared)}`
    this.#block.push(item)
    this.#size += item.length + 1
    this.#previous = path
    if (this.#block.length === PATHS_PER_BLOCK) this.#flush()
  }

  toBlocks(): string[] {
    this.#flush()
    return this.#blocks
  }

  #flush(): void {
    if (this.#block.length === 0) return
    this.#blocks.push(this.#block.join(SEPARATOR))
    this.#block = []
    this.#previous = ''
  }
}

/** Reads back what `PathListWriter` stored, in the same order. */
export function* readPathList(blocks: readonly string[]): Generator<string> {
  for (const block of blocks) {
    let previous = ''
    for (const item of block.split(SEPARATOR)) {
      const colon = item.indexOf(':')
      previous = previous.slice(0, Number.parseInt(item.slice(0, colon), 36)) + item.slice(colon + 1)
      yield previous
    }
  }
}

function sharedLength(a: string, b: string): number {
  const end = Math.min(a.length, b.length)
  let at = 0
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at++
  return at
}
