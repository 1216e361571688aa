import { closeSync, fsyncSync, openSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/** Parameters that make the database ask for fsync at commit; the stock ones say that it need not. */
export function durableParameters(): string[] {
  const withoutFsyncOff = PGlite.defaultStartParams.filter((parameter) => parameter !== '-F')
  // fdatasync, the usual method, is an empty function in this build.
  return [...withoutFsyncOff, '-c', 'fsync=on', '-c', 'wal_sync_method=fsync']
}

/** The parts of the WASM module's file system that we touch; the library does not type them. */
export interface FileNode {
  readonly name: string
  readonly parent: FileNode
}
export interface FileStream {
  readonly nfd?: number
  readonly node: FileNode
}
type Write = (stream: FileStream, buffer: Uint8Array, offset: number, length: number, position: number) => number
export interface HostFileSystem {
  readonly realPath: (node: FileNode) => string
  readonly stream_ops: { write: Write; fsync?: (stream: FileStream) => number }
}
interface WasmModule {
  readonly NODEFS?: HostFileSystem
  readonly FS: { readonly filesystems?: { readonly NODEFS?: HostFileSystem } }
}
type InitOf = Parameters<NodeFS['init']>

/**
 * A file system for PGlite whose fsync reaches the disk; the stock one ignores it (EDB-03).
 * It also counts, so that a start can prove that a commit was synced and the log can be kept short.
 */
export class DurableNodeFS extends NodeFS {
  /** Times that the database asked the disk to keep something. */
  fsyncs = 0
  /** Bytes written to the write-ahead log since this process began. */
  logBytes = 0

  override async init(...args: InitOf): ReturnType<NodeFS['init']> {
    const ready = await super.init(...args)
    ready.emscriptenOpts.preRun?.push((module: unknown) => this.patch(hostFileSystem(module as WasmModule)))
    return ready
  }

  /** Makes fsync real. A method of its own, so that the self-test can be shown to fail without it. */
  protected patch(host: HostFileSystem): void {
    host.stream_ops.fsync = (stream) => {
      this.fsyncs++
      syncToDisk(host, stream)
      return 0
    }
    const { write } = host.stream_ops
    host.stream_ops.write = (stream, buffer, offset, length, position) => {
      if (stream.node.parent.name === 'pg_wal') this.logBytes += length
      return write(stream, buffer, offset, length, position)
    }
  }
}

function syncToDisk(host: HostFileSystem, stream: FileStream): void {
  if (stream.nfd !== undefined) {
    fsyncSync(stream.nfd)
    return
  }
  // Directories have no descriptor in the library's table.
  const descriptor = openSync(host.realPath(stream.node), 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Where the library keeps its host file system differs between its releases. */
function hostFileSystem(module: WasmModule): HostFileSystem {
  const host = module.NODEFS ?? module.FS.filesystems?.NODEFS
  if (!host) throw new Error('The embedded database offers no host file system to make durable.')
  return host
}
