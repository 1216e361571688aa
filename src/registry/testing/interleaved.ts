import type { BlobStore } from '../../platform/blobs/blob-store.ts'
import type { Database } from '../../platform/db/database.ts'

/** Comes back when it is this step's turn. */
export type Turn = (step: string) => Promise<void>

/** A database whose transactions begin and commit when it is their turn; what they have locked stays so until then. */
export function interleavedDatabase(database: Database, turn: Turn): Database {
  return {
    ...database,
    async transaction(work) {
      await turn('begin')
      return database.transaction(async (tx) => {
        const result = await work(tx)
        await turn('commit')
        return result
      })
    },
  }
}

/** A blob store that commits, reads and removes when it is its turn. */
export function interleavedBlobs(blobs: BlobStore, turn: Turn): BlobStore {
  return {
    start: (id) => blobs.start(id),
    find: (id) => blobs.find(id),
    append: (id, offset, source, limit) => blobs.append(id, offset, source, limit),
    cancel: (id) => blobs.cancel(id),
    staleUploads: (before) => blobs.staleUploads(before),
    put: (content, algorithm) => blobs.put(content, algorithm),
    stat: (digest) => blobs.stat(digest),
    list: (after, limit) => blobs.list(after, limit),
    async commit(id, digest) {
      await turn('commit bytes')
      const committed = await blobs.commit(id, digest)
      await turn('bytes committed')
      return committed
    },
    async read(digest, range) {
      await turn('read bytes')
      return blobs.read(digest, range)
    },
    async remove(digest) {
      await turn('remove bytes')
      await blobs.remove(digest)
      await turn('bytes removed')
    },
  }
}
