import type { KyselyPlugin } from 'kysely'
import type { BlobStore } from '../../platform/blobs/blob-store.ts'
import type { Database, Tx } from '../../platform/db/database.ts'

/** Comes back when it is this step's turn. */
export type Turn = (step: string) => Promise<void>

/**
 * A database whose transactions begin and commit when it is their turn; what they have locked stays so until then. On PostgreSQL
 * each statement has its turn too; the embedded database lets one transaction in at a time, so nobody would notice.
 */
export function interleavedDatabase(database: Database, turn: Turn): Database {
  const inner = new WeakMap<Tx, Tx>()
  const eachStatement: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      await turn('statement')
      return result
    },
  }
  return {
    ...database,
    announce: (tx, news) => database.announce(inner.get(tx) ?? tx, news),
    async transaction(work) {
      await turn('begin')
      return database.transaction(async (tx) => {
        const stepping = database.kind === 'postgres' ? (tx.withPlugin(eachStatement) as Tx) : tx
        inner.set(stepping, tx)
        const result = await work(stepping)
        await turn('commit')
        return result
      })
    },
  }
}

/** A blob store that commits, reads, looks and removes when it is its turn. */
export function interleavedBlobs(blobs: BlobStore, turn: Turn): BlobStore {
  return {
    start: (id) => blobs.start(id),
    find: (id) => blobs.find(id),
    append: (id, offset, source, limit) => blobs.append(id, offset, source, limit),
    cancel: (id) => blobs.cancel(id),
    staleUploads: (before) => blobs.staleUploads(before),
    put: (content, algorithm) => blobs.put(content, algorithm),
    list: (after, limit) => blobs.list(after, limit),
    async stat(digest) {
      await turn('look at bytes')
      return blobs.stat(digest)
    },
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
    async setAside(digest) {
      await turn('set bytes aside')
      await blobs.setAside(digest)
      await turn('bytes set aside')
    },
  }
}
