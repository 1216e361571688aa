import type { ContentAnalyzer } from '../analyzers/analyzer.ts'
import { readExecutable } from '../binaries/read-executable.ts'
import { bareVersionsNear } from './bare-versions.ts'
import type { CapturedExecutable } from './layer-facts.ts'
import type { Limits } from './limits.ts'
import { NeedleSearch } from './needle-search.ts'
import { NeedleTable } from './needle-table.ts'
import type { ContentSink } from './tar-walk.ts'

/** What was found in one program, before it is known under which path it lies. */
export type FoundInside = Omit<CapturedExecutable, 'path'>

/** What all analyzers together look for inside files; made once for a layer. */
export class ContentSearch {
  readonly #analyzers: readonly ContentAnalyzer[]
  readonly #programs: NeedleTable
  readonly #scripts: NeedleTable
  readonly #limits: Limits

  constructor(analyzers: readonly ContentAnalyzer[], limits: Limits) {
    this.#analyzers = analyzers
    this.#programs = new NeedleTable(analyzers.flatMap(({ needles }) => needles))
    this.#scripts = new NeedleTable(analyzers.flatMap(({ scriptNeedles = [] }) => scriptNeedles))
    this.#limits = limits
  }

  get searchesScripts(): boolean {
    return this.#scripts.needles.length > 0
  }

  /**
   * Searches a program or library as it comes by and, when its size is known and not too large, reads its structure at the
   * end: the tables that say where things are stand at the end of the file.
   */
  program(size: number | undefined, keep: (found: FoundInside) => void): ContentSink {
    const search = new NeedleSearch(this.#programs, this.#limits.hitsPerFile)
    const fits = size !== undefined && size <= this.#limits.executableBytes
    const whole = fits ? Buffer.allocUnsafe(size) : undefined
    let filled = 0
    return {
      write(slice) {
        search.write(slice)
        if (whole) filled += slice.copy(whole, filled)
        return true
      },
      end: () => {
        const hits = search.end()
        keep(whole ? this.#lookCloser(whole.subarray(0, filled), hits) : { hits })
      },
    }
  }

  /** Searches a script, for scripts that are programs of their own: launchers and archives that can be run. */
  script(keep: (found: FoundInside) => void): ContentSink {
    const search = new NeedleSearch(this.#scripts, this.#limits.hitsPerFile)
    return {
      write(slice) {
        search.write(slice)
        return true
      },
      end: () => keep({ hits: search.end(), script: true }),
    }
  }

  #lookCloser(bytes: Buffer, hits: FoundInside['hits']): FoundInside {
    const facts = readExecutable(bytes)
    const found = { hits, ...(facts && { facts }) }
    const anchors = this.#analyzers.flatMap((analyzer) => analyzer.versionsNear?.(found) ?? [])
    return anchors.length === 0 ? found : { ...found, versions: bareVersionsNear(bytes, anchors) }
  }
}
