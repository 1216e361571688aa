import type { FoundPackage } from '../analyzers/analyzer.ts'
import type { LayerChange, LiveFile } from './live-files.ts'

/** One package at one path, from the layer that brought it to the one that took it away. */
export interface Occurrence {
  readonly found: FoundPackage
  readonly path: string
  readonly introducedIn: number
  removedIn: number | undefined
}

/** Follows packages through the layers: a database that is rewritten without change introduces nothing (MRG-6). */
export class Timeline {
  readonly #open = new Map<string, Map<string, Occurrence>>()
  readonly #all: Occurrence[] = []

  apply(change: LayerChange, layer: number): void {
    const before = new Map<string, Map<string, Occurrence>>()
    for (const { path } of change.gone) {
      const open = this.#open.get(path)
      if (open) before.set(path, open)
      this.#open.delete(path)
    }
    for (const file of change.came) this.#come(file, before.get(file.path) ?? this.#open.get(file.path), layer)
    for (const [path, occurrences] of before) {
      const now = this.#open.get(path)
      for (const [key, occurrence] of occurrences) if (now?.get(key) !== occurrence) occurrence.removedIn = layer
    }
  }

  /** Every occurrence that ever was, in the order of the layers. */
  all(): readonly Occurrence[] {
    return this.#all
  }

  #come(file: LiveFile, before: Map<string, Occurrence> | undefined, layer: number): void {
    if (file.parsed.packages.length === 0) return
    const now = this.#open.get(file.path) ?? new Map<string, Occurrence>()
    for (const found of file.parsed.packages) {
      const key = identityOf(found)
      const occurrence = before?.get(key) ?? { found, path: file.path, introducedIn: layer, removedIn: undefined }
      if (!before?.has(key) && !now.has(key)) this.#all.push(occurrence)
      now.set(key, now.get(key) ?? occurrence)
    }
    this.#open.set(file.path, now)
  }
}

/** What makes two finds the same package, wherever they lie (MRG-4). */
export function identityOf(found: FoundPackage): string {
  const { ecosystem, name, version, architecture, source, distribution } = found
  return JSON.stringify([
    ecosystem,
    name,
    version ?? null,
    architecture ?? null,
    source?.name ?? null,
    source?.version ?? null,
    distribution?.id ?? null,
    distribution?.version ?? null,
  ])
}
