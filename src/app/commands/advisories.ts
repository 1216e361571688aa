import { DomainError } from '../../platform/errors.ts'
import {
  type FetchedFeed,
  fetchFeed,
  type ImportedAdvisories,
  importAdvisories,
  showAdvisoryFeeds,
} from '../../vulnerabilities/index.ts'
import type { CommandContext } from '../command-line.ts'
import { withStore } from './with-store.ts'

/** How to take a file over. */
export interface ImportOptions {
  /** The feed; default: the name of the file. */
  readonly feed?: string
  /** The records join those of the feed, or are all that it has. Default: by what the file is. */
  readonly part?: true
  readonly whole?: true
}

/**
 * `chandlery advisories import`: takes over records of feeds, one file after the other. On the embedded database the store must
 * be stopped meanwhile. Answers the exit code: 1 when one was refused; the others are taken over all the same.
 */
export async function importAdvisoriesCommand(
  command: CommandContext,
  paths: readonly string[],
  options: ImportOptions,
): Promise<number> {
  const { print } = command
  return withStore(command, 'advisories import', async (ctx, store) => {
    let code = 0
    for (const path of paths) {
      try {
        print(sentenceOfImport(await importAdvisories(ctx, { path, ...optionsOf(options), onProgress: print })))
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        print(error.message)
        code = 1
      }
    }
    await store.database.maintain('vacuum')
    return code
  })
}

function optionsOf({ feed, whole, part }: ImportOptions): { feed?: string; whole?: boolean } {
  return { ...(feed !== undefined && { feed }), ...((whole ?? part) && { whole: whole ?? false }) }
}

function sentenceOfImport(result: ImportedAdvisories): string {
  const { feed, records, added, changed, unchanged, removed, rejected } = result
  return (
    `${feed}: ${records} records read: ${added} new, ${changed} changed, ${unchanged} unchanged, ` +
    `${removed} removed, ${rejected} rejected.`
  )
}

/** `chandlery advisories fetch`: fetches configured feeds now. Answers the exit code: 1 when one could not be had. */
export async function fetchAdvisoriesCommand(command: CommandContext, names: readonly string[]): Promise<number> {
  const { print } = command
  return withStore(command, 'advisories fetch', async (ctx, store) => {
    const wanted = names.length > 0 ? names : (ctx.settings.advisories?.feeds ?? []).map(({ name }) => name)
    if (wanted.length === 0) print('No feed is configured. Name addresses in CHANDLERY_ADVISORY_FEEDS.')
    let code = 0
    for (const feed of wanted) {
      const fetched = await fetchFeed(ctx, { feed, onProgress: (text) => print(text) })
      print(sentenceOf(feed, fetched))
      if (fetched.kind === 'failed' || fetched.kind === 'refused') code = 1
    }
    await store.database.maintain('vacuum')
    return code
  })
}

function sentenceOf(feed: string, fetched: FetchedFeed): string {
  if (fetched.kind === 'imported') return sentenceOfImport(fetched.result)
  return `${feed}: ${fetched.kind === 'unchanged' ? 'nothing newer.' : fetched.reason}`
}

/** `chandlery advisories list`: what the store has, and how old it is. */
export async function listAdvisoriesCommand(command: CommandContext): Promise<void> {
  const { print } = command
  await withStore(command, 'advisories list', async (ctx) => {
    const { feeds } = await showAdvisoryFeeds(ctx)
    if (feeds.length === 0) print('There are no advisories yet. Import some with: chandlery advisories import FILE')
    for (const { feed, stale } of feeds) {
      const since = feed.checkedAt ? `as of ${feed.checkedAt.toISOString()}` : 'never imported'
      print(
        `${feed.name}: ${feed.records} records, ${since}${stale ? ', OLD' : ''}${feed.failure ? `; ${feed.failure}` : ''}`,
      )
    }
  })
}
