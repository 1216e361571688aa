import type { ConfiguredFeed } from '../platform/config/advisory-feeds.ts'
import type { Context } from '../platform/context.ts'
import { DomainError } from '../platform/errors.ts'
import { countFeedImport } from '../platform/metrics.ts'
import { authorizeAdvisories } from './access.ts'
import { feedBusy, feedUnknown } from './domain/errors.ts'
import { type ImportedAdvisories, importAdvisories } from './import-advisories.ts'
import { feeds } from './store/feeds.ts'

/** Which configured feed to bring up to date. */
export interface FetchFeed {
  readonly feed: string
  readonly signal?: AbortSignal
  readonly onProgress?: (text: string) => void
}

/** What came of it. After `failed` and `refused` the old data stay and grow older (ADV-2, ADV-9). */
export type FetchedFeed =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'imported'; readonly result: ImportedAdvisories }
  | { readonly kind: 'failed' | 'refused'; readonly reason: string }

/**
 * Fetches a configured feed and takes it over. A server that has nothing newer confirms what is in use; one that cannot be
 * reached, or sends something else than was stated, changes nothing: scans go on with the last good data (ADV-9).
 * Throws `vulnerabilities.feed_unknown`.
 */
export async function fetchFeed(ctx: Context, input: FetchFeed): Promise<FetchedFeed> {
  authorizeAdvisories(ctx)
  const all = ctx.settings.advisories?.feeds ?? []
  const configured = all.find(({ name }) => name === input.feed)
  if (!configured) throw feedUnknown({ feed: input.feed, known: all.map(({ name }) => name) })
  return configured.onWeb ? overWeb(ctx, configured, input) : takeOver(ctx, configured, configured.address, input)
}

async function overWeb(ctx: Context, configured: ConfiguredFeed, input: FetchFeed): Promise<FetchedFeed> {
  const { name, address, label, checksum, signature } = configured
  const known = await ctx.transaction((tx) => feeds(tx).find(name))
  // What the server says about its file is true of our data only if they came from there.
  const ours = known?.importedAt !== undefined && known.source === label ? known : undefined
  const outcome = await ctx.ports.feeds.fetch({
    address,
    ...(ours?.etag !== undefined && { etag: ours.etag }),
    ...(ours?.lastModified !== undefined && { lastModified: ours.lastModified }),
    ...(checksum !== undefined && { checksum }),
    ...(signature && { signature }),
    ...(input.signal && { signal: input.signal }),
  })
  if (outcome.kind === 'failed') return noteFailure(ctx, configured, outcome.reason)
  if (outcome.kind === 'unchanged') {
    countFeedImport('unchanged')
    await ctx.transaction((tx) => feeds(tx).confirm(name, ctx.clock.now()))
    return outcome
  }
  try {
    const taken = await takeOver(ctx, configured, outcome.path, input)
    if (taken.kind === 'imported') {
      await ctx.transaction((tx) => feeds(tx).noteValidators(name, outcome.etag, outcome.lastModified))
    }
    return taken
  } finally {
    await ctx.ports.feeds.discard(outcome.path)
  }
}

async function noteFailure(ctx: Context, { name, label }: ConfiguredFeed, reason: string): Promise<FetchedFeed> {
  countFeedImport('failed')
  ctx.log.warn({ feed: name, address: label, reason }, `The advisory feed ${name} could not be fetched: ${reason}`)
  await ctx.transaction((tx) => feeds(tx).fail(name, label, reason, ctx.clock.now()))
  return { kind: 'failed', reason }
}

async function takeOver(
  ctx: Context,
  { name, label, part }: ConfiguredFeed,
  path: string,
  { signal, onProgress }: FetchFeed,
): Promise<FetchedFeed> {
  try {
    const result = await importAdvisories(ctx, {
      path,
      feed: name,
      source: label,
      whole: !part,
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    })
    return { kind: 'imported', result }
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === feedBusy.code) throw error
    // The refusal has been noted with the feed, where the operator sees it; trying again at once would change nothing.
    ctx.log.warn({ feed: name, reason: error.message }, `The advisory feed ${name} was refused: ${error.message}`)
    return { kind: 'refused', reason: error.message }
  }
}
