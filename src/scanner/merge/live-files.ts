import type { Analyzers, Parsed } from '../analyzers/analyzer.ts'
import type { LayerFacts } from '../layers/layer-facts.ts'
import { readPathList } from '../layers/path-list.ts'
import { LiveLinks } from './live-links.ts'
import { PathCover } from './sorted-paths.ts'

/** One captured input after parsing, at the path that it really has. */
export interface LiveFile {
  readonly path: string
  readonly layer: number
  readonly parsed: Parsed
}

/** What a layer changed: files that are gone or replaced, and files that it brought. */
export interface LayerChange {
  readonly gone: readonly LiveFile[]
  readonly came: readonly LiveFile[]
  /** Links to package metadata whose target was never read. */
  readonly unreadLinks: readonly string[]
  /** Files whose parser gave a reason instead of packages. */
  readonly unreadable: readonly string[]
}

/**
 * The captured files that are visible, layer by layer from the lowest: whiteouts, opaque folders, replaced files and files
 * that replace folders take effect on lower layers only (LAY-5). Never reads a layer (SHP-2).
 */
export class LiveFiles {
  readonly #analyzers: Analyzers
  readonly #files = new Map<string, LiveFile>()
  readonly links = new LiveLinks()

  constructor(analyzers: Analyzers) {
    this.#analyzers = analyzers
  }

  /** The file that a path leads to. */
  at(path: string): LiveFile | undefined {
    return this.#files.get(this.links.resolve(path))
  }

  values(): IterableIterator<LiveFile> {
    return this.#files.values()
  }

  apply(facts: LayerFacts, layer: number): LayerChange {
    const hidden = this.#hide(facts)
    this.#applyLinks(facts)
    const came = new Map(this.#parse(facts, layer).map((file) => [file.path, file] as const))
    const replaced = [...came.keys()].flatMap((path) => this.#files.get(path) ?? [])
    for (const [path, file] of came) this.#files.set(path, file)
    const unreadLinks = this.#followWantedLinks(facts, layer, came)
    return {
      gone: [...hidden, ...replaced],
      came: [...came.values()],
      unreadLinks,
      unreadable: [...came.values()].filter((file) => file.parsed.unreadable !== undefined).map((file) => file.path),
    }
  }

  #hide(facts: LayerFacts): LiveFile[] {
    if (this.#files.size === 0 && this.links.size === 0) return []
    const { covered } = hiddenBy(facts, [...this.#files.keys(), ...this.links.paths()])
    const gone: LiveFile[] = []
    for (const path of covered) {
      this.links.delete(path)
      const file = this.#files.get(path)
      if (file === undefined) continue
      this.#files.delete(path)
      gone.push(file)
    }
    return gone
  }

  #applyLinks(facts: LayerFacts): void {
    for (const link of facts.links) if (link.kind === 'symbolic') this.links.set(link.path, link.target)
  }

  #parse(facts: LayerFacts, layer: number): LiveFile[] {
    const { byPath, byContent } = this.#analyzers
    const texts = facts.files.map((file) => {
      const analyzer = byPath.find((candidate) => candidate.wants(file.path))
      return this.#live(file.path, layer, analyzer?.parse(file))
    })
    const programs = facts.executables.map((file) =>
      this.#live(file.path, layer, together(byContent.map((analyzer) => analyzer.parse(file)))),
    )
    return [...texts, ...programs].filter((file) => file !== undefined)
  }

  #live(path: string, layer: number, parsed: Parsed | undefined): LiveFile | undefined {
    return parsed && { path: this.links.resolveFolder(path), layer, parsed }
  }

  #followWantedLinks(facts: LayerFacts, layer: number, came: Map<string, LiveFile>): string[] {
    const unread: string[] = []
    const wanted = (path: string) =>
      this.#analyzers.byPath.some((analyzer) => analyzer.adds !== 'detail' && analyzer.wants(path))
    for (const link of facts.links) {
      if (!wanted(link.path) || came.has(this.links.resolveFolder(link.path))) continue
      const target = link.kind === 'hard' ? this.links.resolveFolder(link.target) : this.links.resolve(link.path)
      const known = came.get(target) ?? this.#files.get(target)
      if (known === undefined) {
        // A dangling link to a place that would have been read is not a gap.
        if (!wanted(target)) unread.push(link.path)
      } else if (link.kind === 'hard') {
        const file = { path: this.links.resolveFolder(link.path), layer, parsed: known.parsed }
        if (isSharedDatabase(known)) continue
        this.#files.set(file.path, file)
        came.set(file.path, file)
      }
    }
    return unread
  }
}

/** What several analyzers found in one file. */
function together(all: readonly Parsed[]): Parsed {
  const unreadable = all.flatMap((parsed) => parsed.unreadable ?? [])
  return {
    packages: all.flatMap((parsed) => parsed.packages),
    ...(unreadable.length === 0 ? {} : { unreadable: unreadable.join('; ') }),
  }
}

// Two names of one database are still one list of packages (LAY-6).
function isSharedDatabase(file: LiveFile): boolean {
  return file.parsed.packages.length > 1
}

/** What a layer hides of the known paths: by whiteouts, opaque folders, other files in their place or in a folder's. */
function hiddenBy(facts: LayerFacts, known: readonly string[]): PathCover {
  const cover = new PathCover(known)
  for (const folder of facts.opaque) cover.coverBelow(folder)
  for (const path of chain(facts.whiteouts, readPathList(facts.paths))) {
    cover.coverPath(path)
    cover.coverBelow(path)
  }
  return cover
}

function* chain(...lists: readonly Iterable<string>[]): Generator<string> {
  for (const list of lists) yield* list
}
