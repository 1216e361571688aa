import type { Analyzers, PathAnalyzer } from '../analyzers/analyzer.ts'
import { isExecutableFormat } from './executable-format.ts'
import type { CapturedHits, CapturedLink, CapturedText } from './layer-facts.ts'
import type { Limits } from './limits.ts'
import { NeedleSearch } from './needle-search.ts'
import { PathListWriter } from './path-list.ts'
import { folderOf, nameOf } from './paths.ts'
import type { ProblemList } from './problems.ts'
import type { ContentSink, TarEntry } from './tar-walk.ts'

const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'

/** Decides for each entry what is kept of it, and keeps it within the limits. */
export class LayerCollector {
  readonly #analyzers: Analyzers
  readonly #limits: Limits
  readonly #problems: ProblemList
  readonly #needles: readonly string[]
  readonly #paths = new PathListWriter()
  readonly files: CapturedText[] = []
  readonly hits: CapturedHits[] = []
  readonly links: CapturedLink[] = []
  readonly whiteouts: string[] = []
  readonly opaque: string[] = []
  #capturedBytes = 0
  #listedBytes = 0

  constructor(analyzers: Analyzers, limits: Limits, problems: ProblemList) {
    this.#analyzers = analyzers
    this.#limits = limits
    this.#problems = problems
    this.#needles = analyzers.byContent.flatMap((analyzer) => analyzer.needles)
  }

  visit(entry: TarEntry): ContentSink | undefined {
    if (entry.kind === 'folder' || entry.path === '') return undefined
    if (this.#whiteout(entry.path)) return undefined
    if (this.#room(entry.path.length)) this.#paths.add(entry.path)
    if (entry.kind === 'symbolic' || entry.kind === 'hard') this.#link(entry, entry.kind)
    return entry.kind === 'file' ? this.#sinkFor(entry) : undefined
  }

  pathBlocks(): string[] {
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
    const analyzer = this.#analyzers.byPath.find((candidate) => candidate.wants(entry.path))
    if (analyzer) return this.#captureText(entry, analyzer)
    if (this.#needles.length === 0 || entry.size < 64 || entry.sparse) return undefined
    return this.#searchContent(entry.path)
  }

  #captureText(entry: TarEntry, analyzer: PathAnalyzer): ContentSink | undefined {
    const { path, size } = entry
    if (entry.sparse) return this.#refuse('sparse_file', path)
    if (size > this.#limits.textFileBytes) return this.#refuse('file_too_large', path, this.#limits.textFileBytes)
    const full =
      this.#capturedBytes + size > this.#limits.capturedBytes || this.files.length >= this.#limits.capturedFiles
    if (full) return this.#refuse('capture_full', path, this.#limits.capturedBytes)
    const pieces: Buffer[] = []
    return {
      write: (slice) => {
        pieces.push(Buffer.from(slice))
        return true
      },
      end: () => this.#keepText(path, Buffer.concat(pieces).toString('utf8'), analyzer),
    }
  }

  #keepText(path: string, text: string, analyzer: PathAnalyzer): void {
    const kept = analyzer.keep ? analyzer.keep(text, this.#limits) : { text }
    if ('unreadable' in kept) this.#problems.add('file_unreadable', { path })
    if (!('text' in kept)) return
    this.#capturedBytes += kept.text.length
    this.files.push({ path, text: kept.text })
  }

  #refuse(code: 'sparse_file' | 'file_too_large' | 'capture_full', path: string, bound?: number): undefined {
    this.#problems.add(code, { path, ...(bound === undefined ? {} : { bound }) })
    return undefined
  }

  #searchContent(path: string): ContentSink {
    let search: NeedleSearch | undefined
    let head: Buffer | undefined = Buffer.alloc(0)
    return {
      write: (slice) => {
        if (head !== undefined) {
          const start: Buffer = head.length === 0 ? slice : Buffer.concat([head, slice])
          if (start.length < 4) {
            head = Buffer.from(start)
            return true
          }
          if (!isExecutableFormat(start)) return false
          search = new NeedleSearch(this.#needles, this.#limits.hitsPerFile)
          search.write(start)
          head = undefined
          return true
        }
        search?.write(slice)
        return true
      },
      end: () => {
        const hits = search?.end() ?? []
        if (hits.length > 0) this.hits.push({ path, hits })
      },
    }
  }
}
