import { join } from 'node:path'
import type { Actor } from '../platform/actor.ts'
import { openBlobStores } from '../platform/blobs/open-blob-stores.ts'
import { type Clock, hours, systemClock } from '../platform/clock.ts'
import { readFeedList } from '../platform/config/advisory-feeds.ts'
import type { Config } from '../platform/config/config.ts'
import { s3SettingsOf } from '../platform/config/s3-config.ts'
import type { Ports, StoreSettings } from '../platform/context.ts'
import type { Database } from '../platform/db/database.ts'
import { openDatabase } from '../platform/db/open-database.ts'
import { openHttpFeedFetcher } from '../platform/feeds/http-feed-fetcher.ts'
import type { Jobs } from '../platform/jobs/jobs.ts'
import { openJobs } from '../platform/jobs/open-jobs.ts'
import type { Log } from '../platform/log.ts'
import { openMailer } from '../platform/mail/open-mailer.ts'
import { contextMaker, type MakeContext } from '../platform/make-context.ts'
import { openSimulatedPayments } from '../platform/payments/simulated-payments.ts'
import { openHttpWebhookSender } from '../platform/webhooks/http-webhook-sender.ts'
import { eventJobs } from './event-jobs.ts'
import { modules } from './modules.ts'
import { subscriptions } from './subscriptions.ts'
import { version } from './version.ts'

/** A store without its HTTP face: database, queue, ports, and the way to make contexts. */
export interface OpenStore {
  readonly config: Config
  readonly settings: StoreSettings
  readonly clock: Clock
  readonly log: Log
  readonly database: Database
  readonly jobs: Jobs
  readonly ports: Ports
  readonly makeContext: MakeContext
  /** Declares every queue and, if asked, starts working on them. */
  startJobs(work: boolean): Promise<void>
  /** Finishes running jobs, stops what modules run beside requests, closes the database. */
  close(): Promise<void>
}

/** Parts that tests bring themselves: a shared test database, a clock turned by hand, fakes behind ports. */
export interface StoreParts {
  readonly database?: Database
  readonly clock?: Clock
  readonly ports?: Partial<Ports>
}

/** Opens the store on its data folder: migrates the database, opens queue, blobs, mail and payments. */
export async function openStore(
  config: Config,
  log: Log,
  options: { demo?: boolean; parts?: StoreParts; database?: Promise<Database> } = {},
): Promise<OpenStore> {
  const { parts = {} } = options
  const clock = parts.clock ?? systemClock
  const { dataDir, databaseUrl } = config
  const database =
    parts.database ??
    (await (options.database ??
      openDatabase({ dataDir, log, clock, ...(databaseUrl !== undefined && { databaseUrl }) })))
  try {
    return await furnish({ config, log, clock, database, parts, demo: options.demo ?? false })
  } catch (error) {
    // The database runs in a thread of its own: left open, it would keep a failed start from ending.
    if (!parts.database) await database.close()
    throw error
  }
}

interface Furnish {
  readonly config: Config
  readonly log: Log
  readonly clock: Clock
  readonly database: Database
  readonly parts: StoreParts
  readonly demo: boolean
}

async function furnish({ config, log, clock, database, parts, demo }: Furnish): Promise<OpenStore> {
  const settings: StoreSettings = {
    publicUrl: config.publicUrl,
    registryHost: new URL(config.publicUrl).host,
    storeName: config.storeName,
    version,
    demo,
    limits: config,
    deadlines: config,
    verifyRate: config.verifyBytesPerSecond,
    collectionDelay: hours(config.collectionDelayHours),
    advisories: {
      feeds: readFeedList(config.advisoryFeeds).feeds,
      interval: hours(config.advisoryIntervalHours),
      mostAge: hours(config.advisoryMaxAgeHours),
    },
    alone: database.kind === 'embedded',
  }
  const applied = await database.migrate()
  if (applied.length > 0)
    log.info({ migrations: applied }, `Database brought up to date by ${applied.length} migrations`)
  const jobs = await openJobs({ database, log, clock })
  const s3 = s3SettingsOf(config)
  const ports: Ports = {
    ...(await openBlobStores({
      dataDir: config.dataDir,
      clock,
      s3: s3 && { settings: s3, prefix: config.s3Prefix },
    })),
    ...parts.ports,
    mail:
      parts.ports?.mail ??
      (await openMailer({ outbox: join(config.dataDir, 'outbox'), from: config.mailFrom, smtpUrl: config.smtpUrl })),
    payments: parts.ports?.payments ?? openSimulatedPayments({ database, clock, publicUrl: config.publicUrl }),
    webhooks:
      parts.ports?.webhooks ??
      openHttpWebhookSender({ privateTargets: config.webhooksToPrivate, plainHttp: config.webhooksOverHttp }),
    feeds: parts.ports?.feeds ?? openHttpFeedFetcher({ folder: join(config.dataDir, 'feeds'), clock }),
  }
  const events = eventJobs(subscriptions)
  const makeContext = contextMaker({ database, jobs, clock, log, ports, settings, subscribersOf: events.subscribersOf })
  const stops: (() => Promise<void>)[] = []
  return {
    config,
    settings,
    clock,
    log,
    database,
    jobs,
    ports,
    makeContext,
    async startJobs(work) {
      await jobs.declare([...modules.flatMap((m) => m.queues ?? []), ...events.queues])
      const moduleParts = { makeContext, publicUrl: config.publicUrl, dataDir: config.dataDir, news: database }
      for (const { start } of modules) if (start) stops.push(await start(moduleParts))
      if (!work) return
      const as = (queue: string): Actor => ({ kind: 'job', queue })
      for (const { name } of events.queues) {
        await jobs.handle<never>(name, (job) => events.handle(makeContext(as(name)), job))
      }
      for (const { handlers = {}, crons = {} } of modules) {
        for (const [queue, handler] of Object.entries(handlers)) {
          await jobs.handle<never>(queue, (job) => handler(makeContext(as(queue)), job))
        }
        for (const [queue, pattern] of Object.entries(crons)) await jobs.cron(queue, pattern)
      }
    },
    async close() {
      await jobs.stop()
      for (const stop of stops.reverse()) await stop()
      if (!parts.database) await database.close()
    },
  }
}
