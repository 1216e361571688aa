import type { LayerFacts } from '../layers/layer-facts.ts'
import { isComplete, ProblemList } from '../layers/problems.ts'
import { tarEnd, tarHeader, tarPadding } from './tar-header-writer.ts'

/** One name in a folder. */
export interface FolderEntry {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  /** Bytes, for files. */
  readonly size: number
  /** As written, for symbolic links. */
  readonly target: string
}

/** A folder tree, by paths from its root; the root itself is the empty path. */
export interface FolderReader {
  list(path: string): Promise<readonly FolderEntry[]>
  open(path: string): AsyncIterable<Uint8Array>
}

/** What a running system shows there is no part of its files, and has no end. */
const notFiles: ReadonlySet<string> = new Set(['proc', 'sys', 'dev'])

/**
 * A root file system as one layer: its files become entries of a tar archive as they are read, sorted by name, so that the
 * same tree gives the same bytes. What cannot be read is left out and told to `onUnread` (LIM-9).
 */
export async function* folderAsLayer(reader: FolderReader, onUnread: (path: string) => void): AsyncGenerator<Buffer> {
  let gathered: Buffer[] = []
  let bytes = 0
  for await (const piece of entriesBelow(reader, '', onUnread)) {
    gathered.push(piece)
    bytes += piece.length
    if (bytes < BATCH_BYTES) continue
    yield Buffer.concat(gathered)
    gathered = []
    bytes = 0
  }
  yield Buffer.concat([...gathered, tarEnd])
}

/** Headers and small files travel together, since each chunk is a message to the thread that reads. */
const BATCH_BYTES = 262_144

async function* entriesBelow(
  reader: FolderReader,
  folder: string,
  onUnread: (path: string) => void,
): AsyncGenerator<Buffer> {
  const names = await listed(reader, folder, onUnread)
  for (const entry of [...names].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (notFiles.has(path)) continue
    if (entry.kind === 'folder') {
      yield tarHeader({ path, type: '5', size: 0, target: '' })
      yield* entriesBelow(reader, path, onUnread)
    } else if (entry.kind === 'link') yield tarHeader({ path, type: '2', size: 0, target: entry.target })
    else if (entry.kind === 'file') yield* fileEntry(reader, path, entry.size, onUnread)
  }
}

async function listed(
  reader: FolderReader,
  path: string,
  onUnread: (path: string) => void,
): Promise<readonly FolderEntry[]> {
  try {
    return await reader.list(path)
  } catch {
    onUnread(path)
    return []
  }
}

/** Exactly as many bytes as the header says, whatever happens to the file meanwhile. */
async function* fileEntry(
  reader: FolderReader,
  path: string,
  size: number,
  onUnread: (path: string) => void,
): AsyncGenerator<Buffer> {
  const content = size === 0 ? undefined : reader.open(path)[Symbol.asyncIterator]()
  let next: IteratorResult<Uint8Array> | undefined
  try {
    // Before the header, so that a file that cannot be opened has none.
    next = await content?.next()
  } catch {
    onUnread(path)
    return
  }
  yield tarHeader({ path, type: '0', size, target: '' })
  let left = size
  try {
    while (content && next && !next.done && left > 0) {
      const slice = Buffer.from(next.value.subarray(0, left))
      left -= slice.length
      yield slice
      next = left > 0 ? await content.next() : undefined
    }
  } catch {
    next = undefined
  }
  await content?.return?.()
  if (left > 0) onUnread(path)
  for (; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, Math.min(left, ZEROS.length))
  yield tarPadding(size)
}

const ZEROS = Buffer.alloc(65_536)

/** The facts of such a layer, with what could not be opened, so that the report is not taken for a whole one (LIM-9). */
export function withUnread(facts: LayerFacts, paths: readonly string[]): LayerFacts {
  if (paths.length === 0) return facts
  const problems = new ProblemList()
  for (const path of paths) problems.add('file_unopened', { path })
  const all = [...facts.problems, ...problems.toProblems()]
  return { ...facts, problems: all, complete: isComplete(all) }
}
