import { fstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { DurableNodeFS, type FileNode, type FileStream, type HostFileSystem } from '../../src/platform/db/durable-fs.ts'

/** What happened to a file since the disk was last asked to keep it. */
type Change = { readonly at: number; readonly bytes: Buffer } | { readonly truncatedTo: number }

interface File {
  /** What a power cut leaves. */
  kept: Buffer
  readonly changes: Change[]
}

interface Attributes {
  readonly size?: number
}

/** The calls through which files come, change size and go. */
interface WatchedFileSystem extends HostFileSystem {
  readonly stream_ops: HostFileSystem['stream_ops'] & {
    setattr(stream: FileStream, attributes: Attributes): void
  }
  readonly node_ops: {
    mknod(parent: FileNode, name: string, mode: number, device: number): FileNode
    setattr(node: FileNode, attributes: Attributes): void
  }
}

/**
 * A file system that remembers what would survive a power cut: of each file the bytes that were there at its last fsync,
 * under the names that were made durable by an fsync of the file or of its directory. Folders always survive.
 */
export class PowerCutFS extends DurableNodeFS {
  readonly #root: string
  /** By inode: two names of a file are one file, and a renamed file stays itself. */
  readonly #files = new Map<number, File>()
  readonly #durableNames = new Map<string, File>()

  /** What is in the folder at the beginning counts as kept. */
  constructor(root: string) {
    super(root)
    this.#root = root
    for (const path of filesUnder(root)) {
      const file: File = { kept: readFileSync(path), changes: [] }
      this.#files.set(statSync(path).ino, file)
      this.#durableNames.set(relative(root, path), file)
    }
  }

  /** Writes what a power cut at this moment would leave. */
  cutPower(target: string): void {
    for (const folder of foldersUnder(this.#root))
      mkdirSync(join(target, relative(this.#root, folder)), { recursive: true })
    for (const [name, file] of this.#durableNames) {
      mkdirSync(dirname(join(target, name)), { recursive: true })
      writeFileSync(join(target, name), file.kept)
    }
  }

  protected override patch(plain: HostFileSystem): void {
    super.patch(plain)
    const host = plain as WatchedFileSystem
    const { write, fsync, setattr } = host.stream_ops
    host.stream_ops.write = (stream, buffer, offset, length, position) => {
      const written = write(stream, buffer, offset, length, position)
      const bytes = Buffer.from(buffer.subarray(offset, offset + written))
      this.#fileOf(stream).changes.push({ at: position, bytes })
      return written
    }
    host.stream_ops.fsync = (stream) => {
      const path = host.realPath(stream.node)
      if (statSync(path).isDirectory()) this.#keepNames(path)
      else this.#keep(path, this.#fileOf(stream))
      return fsync?.(stream) ?? 0
    }
    host.stream_ops.setattr = (stream, attributes) => {
      setattr(stream, attributes)
      if (attributes.size !== undefined) this.#fileOf(stream).changes.push({ truncatedTo: attributes.size })
    }
    this.#watchNodes(host)
  }

  #watchNodes(host: WatchedFileSystem): void {
    const { mknod, setattr } = host.node_ops
    host.node_ops.mknod = (parent, name, mode, device) => {
      const node = mknod(parent, name, mode, device)
      // The number of a deleted file may be given to a new one.
      this.#files.set(statSync(host.realPath(node)).ino, { kept: Buffer.alloc(0), changes: [] })
      return node
    }
    host.node_ops.setattr = (node, attributes) => {
      setattr(node, attributes)
      if (attributes.size === undefined) return
      this.#file(statSync(host.realPath(node)).ino).changes.push({ truncatedTo: attributes.size })
    }
  }

  #keep(path: string, file: File): void {
    for (const change of file.changes.splice(0)) file.kept = applied(file.kept, change)
    this.#durableNames.set(relative(this.#root, path), file)
  }

  #keepNames(folder: string): void {
    const here = relative(this.#root, folder)
    for (const name of this.#durableNames.keys()) if (parentOf(name) === here) this.#durableNames.delete(name)
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isFile()) continue
      const path = join(folder, entry.name)
      this.#durableNames.set(relative(this.#root, path), this.#file(statSync(path).ino))
    }
  }

  #fileOf(stream: FileStream): File {
    return this.#file(fstatSync(stream.nfd ?? -1).ino)
  }

  #file(ino: number): File {
    const known = this.#files.get(ino)
    if (known) return known
    throw new Error('A file came into being in a way that the power-cut model does not watch.')
  }
}

function applied(content: Buffer, change: Change): Buffer {
  if ('truncatedTo' in change) return resized(content, change.truncatedTo)
  const end = change.at + change.bytes.length
  const result = end > content.length ? resized(content, end) : content
  change.bytes.copy(result, change.at)
  return result
}

function resized(content: Buffer, size: number): Buffer {
  const result = Buffer.alloc(size)
  content.copy(result, 0, 0, Math.min(size, content.length))
  return result
}

const parentOf = (name: string): string => (dirname(name) === '.' ? '' : dirname(name))

function* filesUnder(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesUnder(path)
    else yield path
  }
}

function* foldersUnder(folder: string): Generator<string> {
  yield folder
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* foldersUnder(join(folder, entry.name))
  }
}
