import type { Analyzers, FileReading, Kept, PathAnalyzer } from '../analyzers/analyzer.ts'
import { ContentSearch } from './content-search.ts'
import { isExecutableFormat, isScript } from './executable-format.ts'
import type { CapturedExecutable, CapturedLink, CapturedText } from './layer-facts.ts'
import type { Limits } from './limits.ts'
import { PathListWriter } from './path-list.ts'
import { folderOf, nameOf, normalizePath } from './paths.ts'
import type { ProblemList } from './problems.ts'
import type { ContentSink, TarEntry } from './tar-walk.ts'

const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'

/** Decides for each entry what is kept of it, and keeps it within the limits. */
export class LayerCollector {
  readonly #analyzers: Analyzers
  readonly #limits: Limits
  readonly #problems: ProblemList
  readonly #search: ContentSearch
  readonly #readsExecutables: boolean
  readonly #paths = new PathListWriter()
  readonly files: CapturedText[] = []
  readonly executables: CapturedExecutable[] = []
  readonly links: CapturedLink[] = []
  readonly whiteouts: string[] = []
  readonly opaque: string[] = []
  readonly #aside = new Map<string, string>()
  #asideBytes = 0
  #capturedBytes = 0
  #listedBytes = 0

  constructor(analyzers: Analyzers, limits: Limits, problems: ProblemList) {
    this.#analyzers = analyzers
    this.#limits = limits
    this.#problems = problems
    this.#search = new ContentSearch(analyzers.byContent, limits)
    this.#readsExecutables = analyzers.byContent.length > 0
  }

  visit(entry: TarEntry): ContentSink | undefined {
    if (entry.kind === 'folder' || entry.path === '') return undefined
    if (this.#whiteout(entry.path)) return undefined
    if (this.#room(entry.path.length)) this.#paths.add(entry.path)
    if (entry.kind === 'symbolic' || entry.kind === 'hard') this.#link(entry, entry.kind)
    return entry.kind === 'file' ? this.#sinkFor(entry) : undefined
  }

  /** The layer has ended: what is left to decide, and the list of paths. */
  finish(): string[] {
    this.#keepLinkedText()
    return this.#paths.toBlocks()
  }

  #whiteout(path: string): boolean {
    const name = nameOf(path)
    if (!name.startsWith(WHITEOUT)) return false
    const folder = folderOf(path)
    if (name === OPAQUE) this.#note(this.opaque, folder)
    // Other names with a second prefix belong to the storage driver and remove nothing.
    else if (!name.startsWith('.wh..wh.') && name.length > WHITEOUT.length) {
      this.#note(this.whiteouts, `${folder === '' ? '' : `${folder}/`}${name.slice(WHITEOUT.length)}`)
    }
    return true
  }

  #note(list: string[], path: string): void {
    if (!this.#room(path.length)) return
    this.#listedBytes += path.length
    list.push(path)
  }

  #link(entry: TarEntry, kind: 'symbolic' | 'hard'): void {
    if (!this.#room(entry.path.length + entry.target.length)) return
    this.#listedBytes += entry.path.length + entry.target.length
    this.links.push({ path: entry.path, target: entry.target, kind })
  }

  #room(size: number): boolean {
    if (this.#paths.size + this.#listedBytes + size <= this.#limits.listedPathBytes) return true
    this.#problems.add('listing_full', { bound: this.#limits.listedPathBytes })
    return false
  }

  #sinkFor(entry: TarEntry): ContentSink | undefined {
    const analyzer = this.#analyzerFor(entry.path)
    if (analyzer) return this.#captureText(entry, analyzer)
    if (entry.size < MIN_PROBED) return undefined
    // A map may come before the content, so its first bytes say nothing.
    if (entry.sparse) return this.#readsExecutables ? this.#executableSink(entry.path, undefined) : undefined
    return new ContentProbe((head) => this.#sinkByContent(entry, head))
  }

  #analyzerFor(path: string): PathAnalyzer | undefined {
    return this.#analyzers.byPath.find((candidate) => candidate.wants(path))
  }

  #captureText(entry: TarEntry, analyzer: PathAnalyzer): ContentSink | undefined {
    const { path, size } = entry
    const { textFileBytes, capturedBytes } = this.#limits
    if (entry.sparse) return this.#refuse('sparse_file', path)
    if (analyzer.read) return this.#captureRead(entry, analyzer.read(entry, this.#limits))
    if (size > textFileBytes) return this.#refuse('file_too_large', path, textFileBytes)
    if (!this.#roomToCapture(size)) return this.#refuse('capture_full', path, capturedBytes)
    return textSink((text) => this.#keepText(path, text, analyzer))
  }

  #captureRead({ path }: TarEntry, reading: FileReading | undefined): ContentSink | undefined {
    if (reading === undefined) return this.#refuse('file_too_large', path)
    return {
      write: (slice) => {
        // The end is asked in any case: what was kept until here counts.
        reading.write(slice)
        return true
      },
      end: async () => this.#keep(path, await reading.end()),
    }
  }

  #roomToCapture(size: number): boolean {
    const files = this.files.length + this.executables.length
    return this.#capturedBytes + size <= this.#limits.capturedBytes && files < this.#limits.capturedFiles
  }

  #keepText(path: string, text: string, analyzer: PathAnalyzer): void {
    this.#keep(path, analyzer.keep ? analyzer.keep(text, this.#limits) : { text })
  }

  #keep(path: string, kept: Kept): void {
    if ('unreadable' in kept) this.#problems.add('file_unreadable', { path, reason: kept.unreadable })
    if (!('text' in kept)) return
    if (!this.#roomToCapture(kept.text.length)) {
      this.#problems.add('capture_full', { path, bound: this.#limits.capturedBytes })
      return
    }
    this.#capturedBytes += kept.text.length
    this.files.push({ path, text: kept.text })
  }

  #refuse(code: 'sparse_file' | 'file_too_large' | 'capture_full', path: string, bound?: number): undefined {
    this.#problems.add(code, { path, ...(bound === undefined ? {} : { bound }) })
    return undefined
  }

  #sinkByContent({ path, size }: TarEntry, head: Buffer): ContentSink | undefined {
    if (this.#readsExecutables && isExecutableFormat(head)) return this.#executableSink(path, size)
    if (this.#search.searchesScripts && isScript(head)) {
      return this.#search.script((found) => this.#keepExecutable({ path, ...found }))
    }
    const looksWanted = this.#analyzers.byPath.some((analyzer) => analyzer.startsLike?.(head.toString('latin1', 0, 16)))
    if (!looksWanted || this.#asideBytes + size > MAX_ASIDE) return undefined
    return textSink((text) => {
      this.#asideBytes += size
      this.#aside.set(path, text)
    })
  }

  #executableSink(path: string, size: number | undefined): ContentSink {
    return this.#search.program(size, (found) => this.#keepExecutable({ path, ...found }))
  }

  #keepExecutable(found: CapturedExecutable): void {
    if (found.hits.length === 0 && found.facts === undefined) return
    const size = JSON.stringify(found).length
    if (!this.#roomToCapture(size)) {
      this.#problems.add('capture_full', { path: found.path, bound: this.#limits.capturedBytes })
      return
    }
    this.#capturedBytes += size
    this.executables.push(found)
  }

  /** Links of wanted names to files that were only recognised by their content, as in a renamed database (LAY-6). */
  #keepLinkedText(): void {
    for (const link of this.links) {
      const analyzer = this.#analyzerFor(link.path)
      const target =
        link.target.startsWith('/') || link.kind === 'hard' ? link.target : `${folderOf(link.path)}/${link.target}`
      const text = analyzer && this.#aside.get(normalizePath(target).path)
      if (text !== undefined && analyzer) this.#keepText(link.path, text, analyzer)
    }
    this.#aside.clear()
  }
}

// Shorter files hold neither a program nor a package database.
const MIN_PROBED = 16
const MAX_ASIDE = 32 * 1024 * 1024

function textSink(keep: (text: string) => void): ContentSink {
  const pieces: Buffer[] = []
  return {
    write: (slice) => {
      pieces.push(Buffer.from(slice))
      return true
    },
    end: () => keep(Buffer.concat(pieces).toString('utf8')),
  }
}

/** Looks at the first bytes of a file, then hands it to the sink that they call for. */
class ContentProbe implements ContentSink {
  readonly #choose: (head: Buffer) => ContentSink | undefined
  #head: Buffer | undefined = Buffer.alloc(0)
  #chosen: ContentSink | undefined

  constructor(choose: (head: Buffer) => ContentSink | undefined) {
    this.#choose = choose
  }

  write(slice: Buffer): boolean {
    if (this.#head === undefined) return this.#chosen?.write(slice) ?? false
    const start: Buffer = this.#head.length === 0 ? slice : Buffer.concat([this.#head, slice])
    if (start.length < MIN_PROBED) {
      this.#head = Buffer.from(start)
      return true
    }
    this.#head = undefined
    this.#chosen = this.#choose(start)
    return this.#chosen?.write(start) ?? false
  }

  end(): void | Promise<void> {
    return this.#chosen?.end()
  }
}
