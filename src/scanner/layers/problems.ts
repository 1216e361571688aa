import { plainText } from '../plain-text.ts'

/** Why something in a layer was not examined (LIM-9). */
export type ProblemCode =
  | 'layer_too_large'
  | 'too_many_entries'
  | 'path_too_long'
  | 'path_too_deep'
  | 'path_invalid'
  | 'path_leaves_root'
  | 'pax_too_large'
  | 'pax_invalid'
  | 'pax_global_ignored'
  | 'file_too_large'
  | 'capture_full'
  | 'listing_full'
  | 'sparse_file'
  | 'link_unread'
  | 'file_unreadable'
  | 'file_unopened'
  | 'archive_damaged'
  | 'archive_truncated'
  | 'compression_unknown'
  | 'compression_damaged'
  | 'compression_unsupported'
  | 'digest_mismatch'
  | 'layer_stalled'

/** One kind of trouble in one layer. `paths` names the first ten places, `count` says how many there were. */
export interface Problem {
  readonly code: ProblemCode
  /** What happened and what was not examined, one sentence. */
  readonly message: string
  readonly count: number
  readonly paths: readonly string[]
  /** Why, in the words of the parsers, the first ten that differ; places inside a file stand before the colon. */
  readonly reasons?: readonly string[]
  /** The bound that was hit, in the unit of the limit. */
  readonly bound?: number
  /** True when the rest of the layer was not read at all. */
  readonly stopped: boolean
}

interface Sentence {
  readonly message: string
  readonly stopped: boolean
  /** False when everything was examined all the same, so that the report stays whole. */
  readonly partial: boolean
}

const sentences: Record<ProblemCode, Sentence> = {
  layer_too_large: stop('The layer inflates to more bytes than allowed; the rest was not read.'),
  too_many_entries: stop('The layer has more entries than allowed; the rest was not read.'),
  path_too_long: skip('Entries with a longer path than allowed were skipped.'),
  path_too_deep: skip('Entries nested deeper than allowed were skipped.'),
  path_invalid: skip('Entries without a usable path were skipped.'),
  path_leaves_root: note('Paths that climb above the root were cut at the root.'),
  pax_too_large: skip('Extended headers larger than allowed were skipped together with their entries.'),
  pax_invalid: skip('Extended headers that cannot be read were ignored.'),
  pax_global_ignored: note('Global extended headers that name or size entries were ignored, as container engines do.'),
  file_too_large: skip('Files that should be read are larger than allowed and were skipped.'),
  capture_full: skip('The layer holds more package metadata than allowed; the files named here were skipped.'),
  listing_full: skip('The layer lists more paths than allowed; replaced files may be reported although they are gone.'),
  sparse_file: skip('Files that should be read are stored with holes and were skipped.'),
  link_unread: skip('Package metadata is reached by a link to a file that was not read.'),
  file_unreadable: skip('Package metadata could not be understood.'),
  file_unopened: skip('Files or folders could not be opened; what is in them was not examined.'),
  archive_damaged: stop('The archive is damaged; the rest was not read.'),
  archive_truncated: stop('The archive ends in the middle of an entry.'),
  compression_unknown: stop('The layer is neither gzip, zstd nor tar; it was not read.'),
  compression_damaged: stop('The compressed data is damaged; the rest was not read.'),
  compression_unsupported: stop('The layer uses a compression that cannot be read here.'),
  layer_stalled: stop('Reading the layer took more time or memory than allowed; nothing of it was examined.'),
  digest_mismatch: stop('The bytes do not match the digest; nothing in this layer can be trusted.'),
}

function stop(message: string): Sentence {
  return { message, stopped: true, partial: true }
}

function skip(message: string): Sentence {
  return { message, stopped: false, partial: true }
}

function note(message: string): Sentence {
  return { message, stopped: false, partial: false }
}

const MAX_PATHS = 10

interface FoundProblem {
  count: number
  readonly paths: string[]
  readonly reasons: Set<string>
  readonly bound: number | undefined
}

/** Collects trouble while reading, in bounded memory: ten paths and reasons per kind, the rest is counted. */
export class ProblemList {
  readonly #found = new Map<ProblemCode, FoundProblem>()

  add(code: ProblemCode, where: { path?: string; bound?: number; reason?: string | undefined } = {}): void {
    const known = this.#found.get(code) ?? { count: 0, paths: [], reasons: new Set(), bound: where.bound }
    known.count++
    if (where.path !== undefined && known.paths.length < MAX_PATHS) known.paths.push(where.path.slice(0, 1024))
    if (where.reason !== undefined && known.reasons.size < MAX_PATHS) known.reasons.add(plainText(where.reason, 1024))
    this.#found.set(code, known)
  }

  toProblems(): Problem[] {
    return [...this.#found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { count, paths, reasons, bound }]) => ({
        code,
        message: sentences[code].message,
        count,
        paths,
        ...(reasons.size === 0 ? {} : { reasons: [...reasons] }),
        ...(bound === undefined ? {} : { bound }),
        stopped: sentences[code].stopped,
      }))
  }
}

/** False when a problem left something unexamined: such a report is never shown as clean (LIM-9). */
export function isComplete(problems: readonly Problem[]): boolean {
  return problems.every((problem) => !sentences[problem.code].partial)
}
