import type { Kysely, Transaction } from 'kysely'

/**
 * A running transaction. Store files name their tables with `tx.withTables<{ hold: HoldTable }>()`;
 * nobody else touches it.
 */
// biome-ignore lint/complexity/noBannedTypes: Kysely's own word for "no tables known yet"
export type Tx = Transaction<{}>

// biome-ignore lint/complexity/noBannedTypes: see above
export type RootHandle = Kysely<{}>

/** Something that running programs may remember and that is out of date now: which kind of thing, and which one. */
export interface News {
  readonly topic: string
  /** At most 2,000 characters. */
  readonly key: string
}

/** Somebody who remembers things. */
export interface NewsListener {
  /** Hears news after the commit, in every process that runs on this database. */
  onNews(news: News): void
  /** Some news may have been missed: whatever is remembered may be out of date. */
  onGap(): void
}

/** An open database: embedded or PostgreSQL, nobody above can tell which. */
export interface Database {
  readonly kind: 'embedded' | 'postgres'
  /** Runs the work in one transaction; commits when it returns, rolls back when it throws. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs SQL text outside any request (queue, migrations, maintenance). Throws while this async context is in a transaction. */
  execute(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>
  /** Tells every process, this one first, as soon as the transaction has committed; nobody, when it rolls back. */
  announce(tx: Tx, news: News): Promise<void>
  /** Hears news from now on. Answers how to stop. */
  listen(listener: NewsListener): () => void
  /** True while news of other processes arrive without gaps; the embedded database has no other processes. */
  hearsOthers(): boolean
  /** Applies pending migrations under a lock; answers the names applied. */
  migrate(): Promise<readonly string[]>
  /** CHECKPOINT and VACUUM (ANALYZE) as the embedded database needs them; on PostgreSQL the server's own business. */
  maintain(what: 'checkpoint' | 'vacuum'): Promise<void>
  /** Waits for open transactions (10 s at most), checkpoints, closes, gives the lock back (EDB-06). */
  close(): Promise<void>
}
