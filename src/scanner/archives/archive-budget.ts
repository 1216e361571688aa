import { inflateRawSync } from 'node:zlib'
import type { Limits } from '../layers/limits.ts'

const MIB = 1024 * 1024
/** Until here no ratio is asked for: small archives of zeros are harmless (LIM-4). */
const FREE_BYTES = 16 * MIB
const MAX_RATIO = 200
/** No deflated byte becomes more. */
const MAX_DEFLATE_RATIO = 1032
/** Archives within archives that lie in memory at the same time, in sizes of one that may be held. */
const HELD_ARCHIVES = 4
/** Texts that are parsed, in sizes of one: parsing costs more than inflating. */
const PARSED_TEXTS = 16
const MAX_REASONS = 3

/** What may still be spent on one outer archive and everything within it (LIM-4). Remembers why something was left out. */
export class ArchiveBudget {
  readonly #limits: Limits
  #inflatable: number
  #entries: number
  #holdable: number
  #keepable: number
  #parseable: number
  readonly #reasons: string[] = []
  /** True once a bound of the whole was hit: nothing more of this archive is read. */
  stopped = false

  /** `outerBytes`: size of the outer archive. */
  constructor(limits: Limits, outerBytes: number) {
    this.#limits = limits
    this.#inflatable = Math.min(limits.archiveInflatedBytes, Math.max(FREE_BYTES, MAX_RATIO * outerBytes))
    this.#entries = limits.archiveEntries
    this.#holdable = HELD_ARCHIVES * limits.archiveBytes
    this.#keepable = limits.textFileBytes
    this.#parseable = PARSED_TEXTS * limits.textFileBytes
  }

  /** Why something was not read, one sentence without an end; undefined when all was. */
  get reason(): string | undefined {
    return this.#reasons.length === 0 ? undefined : this.#reasons.join('; ')
  }

  note(reason: string): void {
    if (this.#reasons.length < MAX_REASONS && !this.#reasons.includes(reason)) this.#reasons.push(reason)
  }

  /** Counts one entry; false when there are more than allowed. */
  countEntry(): boolean {
    if (this.#entries-- > 0) return !this.stopped
    return this.#stop('more entries than allowed, the rest was not read')
  }

  /** Counts bytes that are looked at; false when they are more than allowed. */
  spend(bytes: number): boolean {
    this.#inflatable -= bytes
    if (this.#inflatable >= 0) return !this.stopped
    return this.#stop('inflates to more than allowed, the rest was not read')
  }

  /** Asks for memory, to be given back with `release`. */
  hold(bytes: number): boolean {
    if (bytes > this.#holdable) return false
    this.#holdable -= bytes
    return true
  }

  release(bytes: number): void {
    this.#holdable += bytes
  }

  /** Counts bytes of text that are about to be parsed; false when they are more than allowed. */
  parse(bytes: number): boolean {
    this.#parseable -= bytes
    return this.#parseable >= 0 || this.#stop(tooMuchMetadata)
  }

  /** Counts characters that end up in the facts; false when they are more than allowed. */
  keep(characters: number): boolean {
    this.#keepable -= characters
    return this.#keepable >= 0 || this.#stop(tooMuchMetadata)
  }

  /** The content of an entry, at most `most` bytes of it; a reason when it cannot be had. Counts what it costs. */
  inflate(stored: Buffer, method: number, most: number): Buffer | string {
    if (method === 0) return this.#stored(stored, most)
    if (method !== 8) return 'compressed in a way that cannot be read here'
    const room = Math.min(most, this.#inflatable)
    if (room <= 0 || this.stopped) return this.#refused(most)
    try {
      const content = inflateRawSync(stored, { maxOutputLength: room, chunkSize: chunkFor(stored.length) })
      this.spend(content.length)
      return content
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') return this.#refused(most)
      // Nobody says how far it got; what it can have cost at most is counted.
      this.spend(Math.min(room, MAX_DEFLATE_RATIO * stored.length))
      return 'damaged'
    }
  }

  #stored(stored: Buffer, most: number): Buffer | string {
    if (stored.length > most) return tooLarge
    return this.spend(stored.length) ? stored : tooLarge
  }

  /** What it was inflated to was thrown away, but it cost as much as if it had been kept. */
  #refused(most: number): string {
    this.spend(most)
    return tooLarge
  }

  /** What ends the reading stands first, however much else there is to say. */
  #stop(reason: string): false {
    this.stopped = true
    if (!this.#reasons.includes(reason)) this.#reasons.unshift(reason)
    return false
  }

  /** The limits that the budget was made from. */
  get limits(): Limits {
    return this.#limits
  }
}

const tooLarge = 'larger than allowed'
const tooMuchMetadata = 'holds more package metadata than allowed, the rest was not read'

function chunkFor(storedBytes: number): number {
  return Math.min(Math.max(4096, storedBytes * 4), 262_144)
}
