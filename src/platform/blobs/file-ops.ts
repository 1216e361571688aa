import { type FileHandle, open, rename } from 'node:fs/promises'

/** The steps that make a file durable; tests listen in on their order. */
export interface FileOps {
  syncFile(handle: FileHandle, path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** Makes names in a directory durable. */
  syncDirectory(path: string): Promise<void>
}

export const diskOps: FileOps = {
  syncFile: (handle) => handle.sync(),
  rename,
  async syncDirectory(path) {
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
}
