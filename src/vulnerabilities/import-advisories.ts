import { basename } from 'node:path'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { DomainError } from '../platform/errors.ts'
import { countFeedImport } from '../platform/metrics.ts'
import { authorizeAdvisories } from './access.ts'
import { feedBusy, feedUnreadable } from './domain/errors.ts'
import type { AdvisoriesChanged } from './domain/events.ts'
import { type FeedCounts, feedNameOf, importIsDeadAfter } from './domain/feed.ts'
import { refusalOfImport } from './domain/judge-import.ts'
import { NotAFeed } from './feeds/feed-text.ts'
import { type OpenFeed, openFeed } from './feeds/open-feed.ts'
import { FeedStaging, type StagedFeed } from './feeds/stage-feed.ts'
import { tidyFeed, undoImport } from './feeds/tidy-feed.ts'
import { feedImports } from './store/feed-imports.ts'
import { feedRecords } from './store/feed-records.ts'
import { feeds } from './store/feeds.ts'

/** A zip, folder or file with records of a feed, and how to take them over. */
export interface ImportAdvisories {
  readonly path: string
  /** The feed that the records belong to. Default: the name of file or folder, without its ending. */
  readonly feed?: string
  /**
   * True: these are all records of the feed, and what it has beyond them is gone. False: they join the others. Default: a zip
   * or a catalogue is the whole, a folder or a single record is not.
   */
  readonly whole?: boolean
  /** What people are told where the records came from. Default: the name of file or folder. */
  readonly source?: string
  readonly signal?: AbortSignal
  /** Told now and then what is going on, in a sentence. */
  readonly onProgress?: (text: string) => void
}

/** What an import did, in records. */
export interface ImportedAdvisories extends FeedCounts {
  readonly feed: string
  /** All that were read. */
  readonly records: number
}

/**
 * Takes over records of a feed (ADV-1…5). What differs is written beside the data in use and switched in, in one short
 * transaction, when the source is whole and good enough; otherwise the old data stay, and trail, metric and desk tell why
 * (ADV-2). `advisories.changed` names the list of what changed. The same again changes nothing.
 * Throws `vulnerabilities.feed_unreadable`, `feed_too_broken`, `feed_shrunk`, `feed_empty`, `feed_busy`.
 */
export async function importAdvisories(ctx: Context, input: ImportAdvisories): Promise<ImportedAdvisories> {
  authorizeAdvisories(ctx)
  const feed = input.feed ?? feedNameOf(input.path)
  const source = input.source ?? basename(input.path)
  try {
    const opened = await openFeed(input.path)
    try {
      const whole = input.whole ?? opened.whole
      const same = whole ? await findSame(ctx, feed, opened) : undefined
      if (same) countFeedImport('unchanged')
      return same ?? (await importOpened(ctx, { ...input, feed, source, whole }, opened))
    } finally {
      await opened.close()
    }
  } catch (error) {
    const refusal = refusalOf(error, source)
    if (!refusal) throw error
    if (refusal.code !== feedBusy.code) await noteRefusal(ctx, feed, source, refusal)
    throw refusal
  }
}

type NamedImport = ImportAdvisories & { readonly feed: string; readonly source: string; readonly whole: boolean }

/** The very file that is in use: it is good for another while, and nothing else is to be done. */
async function findSame(ctx: Context, feed: string, opened: OpenFeed): Promise<ImportedAdvisories | undefined> {
  const { fingerprint } = opened
  return ctx.transaction(async (tx) => {
    const known = await feeds(tx).find(feed)
    if (fingerprint === undefined || known?.fingerprint !== fingerprint) return undefined
    await feeds(tx).confirm(feed, ctx.clock.now())
    const { records } = known
    return { feed, records, added: 0, changed: 0, unchanged: records, removed: 0, rejected: 0 }
  })
}

async function importOpened(ctx: Context, input: NamedImport, opened: OpenFeed): Promise<ImportedAdvisories> {
  const { feed, whole } = input
  const batch = await begin(ctx, input, opened)
  const staging = new FeedStaging(ctx, {
    feed,
    batch,
    whole,
    format: opened.format,
    texts: opened.texts,
    ...(input.signal && { signal: input.signal }),
    onProgress: (read) => {
      const of = opened.expected === undefined ? '' : ` of ${opened.expected}`
      input.onProgress?.(`${feed}: ${read}${of} records looked at`)
    },
  })
  let staged: StagedFeed | undefined
  try {
    staged = await staging.stage()
    judge(input.source, staged, whole)
    await staging.endMissing()
    await switchIn(ctx, { input, opened, batch, staged, ...staging.sums() })
  } catch (error) {
    const refusal = refusalOf(error, input.source)
    // Whoever has taken over clears up; after any other error the next import does, as this one could be dying.
    if (refusal && refusal.code !== feedBusy.code) await giveUp(ctx, { feed, batch }, refusal, staged)
    if (input.signal?.aborted) {
      await ctx.transaction((tx) => feedImports(tx).end(batch, 'abandoned', ctx.clock.now()))
    }
    throw error
  }
  await tidyFeed(ctx, { feed, batch, changes: staging.sums().changes })
  return { feed, records: staged.read, ...staged.counts }
}

/** Takes the feed for itself and removes what an import that died has left. */
async function begin(ctx: Context, input: NamedImport, opened: OpenFeed): Promise<number> {
  const { feed, source, whole } = input
  const { format, expected } = opened
  const now = ctx.clock.now()
  const batch = await ctx.transaction(async (tx) => {
    await feeds(tx).announce(feed, format, source)
    const known = await feeds(tx).find(feed)
    if (known && known.records > 0 && known.format !== format) {
      throw new NotAFeed(`it is ${format} while the feed ${feed} is ${known.format}`)
    }
    await feedImports(tx).abandon(feed, new Date(now.getTime() - importIsDeadAfter))
    return feedImports(tx).begin({ feed, source, whole, ...(expected !== undefined && { expected }) }, now)
  })
  await undoImport(ctx, { feed })
  return batch
}

function judge(source: string, staged: StagedFeed, whole: boolean): void {
  const [first] = staged.broken
  const refusal = refusalOfImport({
    source,
    whole,
    read: staged.read,
    rejected: staged.counts.rejected,
    before: staged.before,
    example: first ? `${first.name}: ${first.reason}` : '',
  })
  if (refusal) throw refusal
}

interface SwitchIn {
  readonly input: NamedImport
  readonly opened: OpenFeed
  readonly batch: number
  readonly staged: StagedFeed
  /** Length of the list of changes. */
  readonly changes: number
  readonly records: number
  readonly ecosystems: Readonly<Record<string, number>>
}

/** The one moment at which everybody sees the new set (ADV-2). */
async function switchIn(ctx: Context, set: SwitchIn): Promise<void> {
  const { opened, batch, staged, changes, records, ecosystems } = set
  const { feed, source, whole } = set.input
  const { format, fingerprint } = opened
  const { counts, read, broken } = staged
  const now = ctx.clock.now()
  await ctx.transaction(async (tx) => {
    if (!(await feedImports(tx).touch(batch, read, counts, now))) throw feedBusy({ feed })
    const known = whole && fingerprint !== undefined ? { fingerprint } : {}
    await feeds(tx).show(batch, { feed, format, source, records, ecosystems, ...known }, now)
    await feedRecords(tx).quarantine(batch, broken)
    await feedImports(tx).end(batch, 'done', now)
    await recordAudit(ctx.within(tx), {
      action: 'vulnerabilities.advisories_imported',
      subject: { kind: 'advisory_feed', id: feed },
      details: { source, records: read, ...counts },
    })
    if (changes === 0) return
    const event: AdvisoriesChanged = { type: 'advisories.changed', batch, feed, changes }
    await ctx.publish(tx, event)
  })
  countFeedImport('done')
}

/** The old set stays; what was written beside it goes. */
async function giveUp(
  ctx: Context,
  { feed, batch }: { feed: string; batch: number },
  refusal: DomainError,
  staged: StagedFeed | undefined,
): Promise<void> {
  await ctx.transaction(async (tx) => {
    await feedRecords(tx).quarantine(batch, staged?.broken ?? [])
    await feedImports(tx).end(batch, 'refused', ctx.clock.now(), refusal.message)
  })
  await undoImport(ctx, { feed, batch })
}

async function noteRefusal(ctx: Context, feed: string, source: string, refusal: DomainError): Promise<void> {
  countFeedImport('refused')
  await ctx.transaction(async (tx) => {
    await feeds(tx).fail(feed, source, refusal.message, ctx.clock.now())
    await recordAudit(ctx.within(tx), {
      action: 'vulnerabilities.advisories_refused',
      subject: { kind: 'advisory_feed', id: feed },
      details: { source, reason: refusal.message },
    })
  })
}

/** What is wrong with the source, in words; undefined for errors that are not the source's. */
function refusalOf(error: unknown, source: string): DomainError | undefined {
  if (error instanceof DomainError) return error.code.startsWith('vulnerabilities.') ? error : undefined
  if (error instanceof NotAFeed) return feedUnreadable({ path: source, reason: error.message })
  const { code, syscall = '', message } = error as NodeJS.ErrnoException
  if (!['open', 'read', 'stat', 'scandir'].includes(syscall)) return undefined
  const reason = code === 'ENOENT' ? 'there is no such file or folder' : message
  return feedUnreadable({ path: source, reason })
}
