import { folderOf, normalizePath } from '../layers/paths.ts'
import { lowerBound } from './sorted-paths.ts'

const MAX_STEPS = 40
const MAX_LENGTH = 16_384

/** The symbolic links that are in force, to find out which path a file really has (LAY-6). */
export class LiveLinks {
  readonly #targets = new Map<string, string>()
  readonly #folders = new Map<string, string>()
  #sorted: readonly string[] | undefined

  get size(): number {
    return this.#targets.size
  }

  set(path: string, target: string): void {
    this.#targets.set(path, target)
    this.#changed()
  }

  delete(path: string): void {
    if (this.#targets.delete(path)) this.#changed()
  }

  paths(): IterableIterator<string> {
    return this.#targets.keys()
  }

  /** The path with all links above it followed: `lib/x` becomes `usr/lib/x` where `lib` is a link. */
  resolveFolder(path: string): string {
    if (this.#targets.size === 0) return path
    const folder = folderOf(path)
    if (folder === '') return path
    let resolved = this.#folders.get(folder)
    if (resolved === undefined) {
      resolved = this.resolve(folder)
      this.#folders.set(folder, resolved)
    }
    const name = path.slice(folder.length + 1)
    return resolved === '' ? name : `${resolved}/${name}`
  }

  /** Where a path leads, also when it is a link itself. Loops and long chains quietly end after 40 steps. */
  resolve(path: string): string {
    let current = path
    for (let step = 0; step < MAX_STEPS && current.length < MAX_LENGTH; step++) {
      const link = this.#firstLinkOn(current)
      if (link === undefined) break
      const target = this.#targets.get(link) ?? ''
      const absolute = target.startsWith('/') ? target : `${folderOf(link)}/${target}`
      current = normalizePath(`${absolute}${current.slice(link.length)}`).path
    }
    return current
  }

  #changed(): void {
    this.#folders.clear()
    this.#sorted = undefined
  }

  /** The shortest link that is the path or lies above it. */
  #firstLinkOn(path: string): string | undefined {
    this.#sorted ??= [...this.#targets.keys()].sort()
    let found: string | undefined
    for (let rest: string | undefined = path; rest !== undefined; ) {
      const at = lowerBound(this.#sorted, rest)
      if (this.#sorted[at] === rest) {
        found = rest
        rest = parentOf(rest)
      } else {
        const before = at === 0 ? undefined : this.#sorted[at - 1]
        // Links above the path can only share with it what its neighbour in the order shares.
        rest = before === undefined ? undefined : sharedFolder(before, rest)
      }
    }
    return found
  }
}

function parentOf(path: string): string | undefined {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? undefined : path.slice(0, slash)
}

/** The longest part of `path` that ends at a slash and is no longer than what both share; at most its parent. */
function sharedFolder(other: string, path: string): string | undefined {
  const end = Math.min(other.length, path.length)
  let at = 0
  while (at < end && other.charCodeAt(at) === path.charCodeAt(at)) at++
  const slash = path.lastIndexOf('/', at)
  return slash < 0 ? undefined : path.slice(0, slash)
}
