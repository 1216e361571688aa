import type { Actor } from './actor.ts'
import type { BlobStore } from './blobs/blob-store.ts'
import type { Clock } from './clock.ts'
import type { ConfiguredFeed } from './config/advisory-feeds.ts'
import type { News, Tx } from './db/database.ts'
import type { DomainEvent } from './events.ts'
import type { FeedFetcher } from './feeds/feed-fetcher.ts'
import type { Id } from './ids.ts'
import type { EnqueueOptions } from './jobs/jobs.ts'
import type { Log } from './log.ts'
import type { Mailer } from './mail/mailer.ts'
import type { PaymentProvider } from './payments/payment-provider.ts'
import type { WebhookSender } from './webhooks/webhook-sender.ts'

/** The outside world, each part behind a port with a fake and a contract suite. */
export interface Ports {
  /** Registry content only: whatever lies here is reachable from a manifest, or is collected. */
  readonly blobs: BlobStore
  /** Everything else that is kept by digest: pictures, logos, what scans remember. Collection never looks here. */
  readonly files: BlobStore
  readonly mail: Mailer
  readonly payments: PaymentProvider
  readonly webhooks: WebhookSender
  readonly feeds: FeedFetcher
}

/** Settings of the running store that rules and texts may need. */
export interface StoreSettings {
  /** Address that people and machines use, without trailing slash: "http://localhost:8080". */
  readonly publicUrl: string
  /** Host and port as they appear in image names: "localhost:8080". */
  readonly registryHost: string
  /** Version of the running program, for documents that name what made them; absent in tests. */
  readonly version?: string
  /** Name shown in mails and pages. */
  readonly storeName: string
  /** True when the simulated conveniences (demo sign-ins, mail outbox page) are on. */
  readonly demo: boolean
  /** Milliseconds for which content must have been unneeded before it is collected. */
  readonly collectionDelay: number
  /** Bytes per second at which stored blobs are read again in the background; 0 or absent: they are not. */
  readonly verifyRate?: number
  /** Advisory data that keep themselves up to date, and their age; absent: none do, and they are old after 48 hours. */
  readonly advisories?: AdvisorySettings
  /** True when no other program works on the same store: on the embedded database. */
  readonly alone: boolean
  /** How much one caller or publisher may use; absent: nothing is limited. */
  readonly limits?: StoreLimits
  /** How long publishers have for findings, and what follows; absent: the standard times (STO-227, STO-228). */
  readonly deadlines?: StoreDeadlines
}

/** Times that a running store gives its publishers. They hold for clocks that start from now on (STO-235). */
export interface StoreDeadlines {
  /** Hours from the notification until a critical finding has to be fixed. */
  readonly criticalHours: number
  /** The same for a major one. */
  readonly majorHours: number
  /** True: a listing is put on hold as soon as a deadline is missed, without a reviewer. */
  readonly holdAutomatic: boolean
}

/** How advisory data are kept up to date (ADV-9). */
export interface AdvisorySettings {
  readonly feeds: readonly ConfiguredFeed[]
  /** Milliseconds between two looks at a feed. */
  readonly interval: number
  /** Milliseconds after which data that nobody has confirmed count as old. */
  readonly mostAge: number
}

/** Limits of a running store. 0 = no limit. */
export interface StoreLimits {
  /** Manifests in six hours for one address without a login. */
  readonly anonymousPulls: number
  /** Manifests in six hours for one account. */
  readonly accountPulls: number
  /** Requests to the registry each second from one address without a login. */
  readonly addressRequests: number
  /** Requests to the registry each second of one account. */
  readonly accountRequests: number
  /** GB that one publisher may keep in its staging repositories. */
  readonly publisherGb: number
  /** Staging repositories of one publisher. */
  readonly publisherRepositories: number
}

/** What every use case receives: who acts, when, and the means to act. */
export interface Context {
  readonly actor: Actor
  readonly clock: Clock
  readonly newId: <Kind extends string>() => Id<Kind>
  readonly log: Log
  readonly ports: Ports
  readonly settings: StoreSettings
  /**
   * Runs the work in one database transaction; when the context is already joined to one, in that one.
   * Inside it only `tx` may be used for SQL, and no port that does I/O may be called (ARC-25, ARC-26).
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** The same context, joined to a running transaction: for calls to a module below. */
  within(tx: Tx): Context
  /** The same means, on behalf of someone else (a job that the system runs, say). */
  as(actor: Actor): Context
  /** Puts a job into the queue within the transaction (ARC-10). */
  enqueue(tx: Tx, queue: string, data: object, options?: EnqueueOptions): Promise<void>
  /** Tells every subscriber within the transaction: one job for each (ARC-13). */
  publish(tx: Tx, event: DomainEvent): Promise<void>
  /** Tells every running program at the commit that something which it may remember is out of date. */
  announce(tx: Tx, news: News): Promise<void>
}
