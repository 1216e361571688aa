import { Readable } from 'node:stream'
import { type Header, type Pack, pack } from 'tar-stream'

/** A file of an archive. Content is opened when its turn has come. */
export interface ArchiveFile {
  readonly name: string
  /** Bytes. */
  readonly size: number
  open(): Promise<Readable>
}

/** The same archive for the same content: no moment, no owner. */
const alike: Partial<Header> = { mode: 0o644, mtime: new Date(0), uid: 0, gid: 0, type: 'file' }

/**
 * A tar archive of the files, made while it is read: one file is open at a time and nothing is kept. When a file cannot
 * be read, or is not of its size, the stream fails instead of ending.
 */
export function packLayout(files: Iterable<ArchiveFile>): Readable {
  const tar = pack()
  const fill = async () => {
    for (const file of files) await add(tar, file)
    tar.finalize()
  }
  fill().catch((error: unknown) => tar.destroy(error as Error))
  return Readable.from(tar, { objectMode: false })
}

async function add(tar: Pack, { name, size, open }: ArchiveFile): Promise<void> {
  const source = await open()
  try {
    await new Promise<void>((resolve, reject) => {
      const entry = tar.entry({ ...alike, name, size }, (error) => (error ? reject(error) : resolve()))
      entry.on('error', reject)
      source.once('error', reject)
      // Both kinds of streams keep the one contract that pipe needs.
      source.pipe(entry as unknown as NodeJS.WritableStream)
    })
  } finally {
    source.destroy()
  }
}
