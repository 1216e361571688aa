import { folderOf, normalizePath } from '../layers/paths.ts'

const MAX_STEPS = 40

/** The symbolic links that are in force, to find out which path a file really has (LAY-6). */
export class LiveLinks {
  readonly #targets = new Map<string, string>()
  readonly #folders = new Map<string, string>()

  set(path: string, target: string): void {
    this.#targets.set(path, target)
    this.#folders.clear()
  }

  delete(path: string): void {
    if (this.#targets.delete(path)) this.#folders.clear()
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
      resolved = this.#follow(folder)
      this.#folders.set(folder, resolved)
    }
    const name = path.slice(folder.length + 1)
    return resolved === '' ? name : `${resolved}/${name}`
  }

  /** Where a path leads when it is a link itself, too. Loops and long chains end where they are after 40 steps. */
  resolve(path: string): string {
    return this.#follow(path)
  }

  #follow(path: string): string {
    let waiting = path.split('/').reverse()
    let done: string[] = []
    let steps = 0
    while (waiting.length > 0) {
      const part = waiting.pop() ?? ''
      const here = done.length === 0 ? part : `${done.join('/')}/${part}`
      const target = this.#targets.get(here)
      if (target === undefined || ++steps > MAX_STEPS) {
        done.push(part)
        continue
      }
      const absolute = target.startsWith('/') ? target : `${done.join('/')}/${target}`
      waiting = [...waiting, ...normalizePath(absolute).path.split('/').filter(Boolean).reverse()]
      done = []
      if (waiting.length > 4096) break
    }
    return done.join('/')
  }
}
