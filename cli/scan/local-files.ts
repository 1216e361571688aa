import { createReadStream } from 'node:fs'
import { type FileHandle, lstat, open, readdir, readFile, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FolderEntry, FolderReader, ImageFiles, RandomAccessFile } from '../../src/scanner/index.ts'
import { UnusableImage } from '../../src/scanner/index.ts'

const CHUNK_BYTES = 262_144

/** A file that is read at any place. Close it when its layers are read. */
export interface LocalFile extends RandomAccessFile {
  close(): Promise<void>
}

export async function openLocalFile(path: string): Promise<LocalFile> {
  const handle = await open(path, 'r')
  const { size } = await handle.stat()
  return {
    size,
    read: (from, length) => readFully(handle, from, Math.min(length, Math.max(0, size - from))),
    stream: (from, length) => partOf(handle, from, length),
    close: () => handle.close(),
  }
}

async function readFully(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, from + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

/** With positions of its own, so that several parts are read from one handle at the same time. */
async function* partOf(handle: FileHandle, from: number, length: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < length; ) {
    const chunk = await readFully(handle, from + done, Math.min(CHUNK_BYTES, length - done))
    if (chunk.length === 0) return
    done += chunk.length
    yield chunk
  }
}

/** The whole file as a stream. */
export function streamFile(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: CHUNK_BYTES })
}

/** The files of an image layout in a folder. Paths come from documents that were checked: they cannot leave it. */
export function folderFiles(root: string): ImageFiles {
  return {
    async has(path) {
      return (await stat(join(root, path)).catch(() => undefined))?.isFile() === true
    },
    async read(path, limit) {
      const found = await stat(join(root, path)).catch(() => undefined)
      if (!found?.isFile()) return undefined
      if (found.size > limit) throw new UnusableImage('limit_exceeded', `${path} has more than ${limit} bytes.`)
      return readFile(join(root, path))
    },
    open: (path) => streamFile(join(root, path)),
  }
}

/** A folder tree as it lies on this machine; symbolic links are not followed. */
export function folderReader(root: string): FolderReader {
  return {
    async list(path) {
      const found: FolderEntry[] = []
      for (const entry of await readdir(join(root, path), { withFileTypes: true })) {
        const { name } = entry
        if (entry.isFile()) {
          const { size } = await lstat(join(root, path, name))
          found.push({ name, kind: 'file', size, target: '' })
        } else if (entry.isDirectory()) found.push({ name, kind: 'folder', size: 0, target: '' })
        else if (entry.isSymbolicLink()) {
          found.push({ name, kind: 'link', size: 0, target: await readlink(join(root, path, name)) })
        } else found.push({ name, kind: 'other', size: 0, target: '' })
      }
      return found
    },
    open: (path) => streamFile(join(root, path)),
  }
}
