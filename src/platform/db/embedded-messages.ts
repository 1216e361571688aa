/** How seriously the embedded database takes fsync. Everything but `on` is for tests. */
export type FsyncMode =
  /** Commits reach the disk. */
  | 'on'
  /** The database asks, the file system does nothing: what an unpatched library would do. The self-test refuses it. */
  | 'ignored'
  /** Throw-away databases. */
  | 'off'

/** What the worker thread is started with. */
export interface EmbeddedWorkerData {
  readonly directory: string
  readonly socketPath: string
  readonly fsync: FsyncMode
  /** Bytes of write-ahead log after which a checkpoint is made. */
  readonly checkpointEvery: number
}

export type ToWorker = { readonly type: 'close' }

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'not-durable' }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'died'; readonly reason: string }
  | { readonly type: 'closed' }
