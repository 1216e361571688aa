import type { PGlite } from '@electric-sql/pglite'

/** The part of the database that the socket server uses. */
export type WireDatabase = Pick<
  PGlite,
  'waitReady' | 'isInTransaction' | 'runExclusive' | 'execProtocolRawStream' | 'exec'
>

type RawStreamOptions = Parameters<PGlite['execProtocolRawStream']>[1]

const sync = new Uint8Array([0x53, 0, 0, 0, 4])
/** Messages that begin or continue an extended query; it ends with Sync. */
const partOfQuery = new Set([...'PBDECH'].map((letter) => letter.charCodeAt(0)))
/** Messages that start like a typed one but are not: a connection's first message begins with its length, so with 0. */
const connectionStart = 0

/** What the wire session does besides passing messages on. */
export interface WireSessionHooks {
  /** Called between statements, when no client has a transaction or a query half sent. */
  idle(): Promise<void>
  /** The database threw instead of answering: it is dead. */
  died(error: Error): void
}

/**
 * Sits between the socket server and the one backend session that all connections share.
 *
 * The server keeps a transaction's messages together but not those of a single extended query: a large parameter
 * arrives in several pieces, and another client's query slips in between Parse and Bind and takes the unnamed
 * statement away. So a half-sent query is reported to the server as a transaction, which makes it wait.
 */
export function wireSession(db: PGlite, hooks: WireSessionHooks): WireDatabase {
  let halfSent = false
  const passOn = async (message: Uint8Array, options: RawStreamOptions): Promise<void> => {
    const type = message[0] ?? connectionStart
    try {
      await db.execProtocolRawStream(message, options)
      halfSent = partOfQuery.has(type)
      if (!halfSent && !db.isInTransaction()) await hooks.idle()
    } catch (error) {
      hooks.died(error instanceof Error ? error : new Error(String(error)))
      throw error
    }
  }
  return {
    waitReady: db.waitReady,
    isInTransaction: () => halfSent || db.isInTransaction(),
    runExclusive: (work) => db.runExclusive(work),
    execProtocolRawStream: passOn,
    /** Called when a client went away in mid-transaction: end its half-sent query first, or the rollback is skipped. */
    async exec(text) {
      if (halfSent) await db.runExclusive(() => db.execProtocolRawStream(sync, { onRawData: () => {} }))
      halfSent = false
      return db.isInTransaction() ? db.exec(text) : []
    },
  }
}
