import type { Context } from '../../platform/context.ts'
import { advisoryChanges } from '../store/advisory-changes.ts'
import { feedImports } from '../store/feed-imports.ts'
import { feedRecords } from '../store/feed-records.ts'

// public: the ends of an import, which was authorized.

/** Rows of one transaction (EDB-14). */
const rows = 1000
/** Records whose look-up is tidied in one transaction: each may name many packages. */
const records = 100
/** Milliseconds for which the lists of imports are kept. */
const listsAreKept = 30 * 24 * 3_600_000

/** So many changes are a bulk load. */
const bulk = 1000

/** An import that was switched in. */
export interface TidyFeed {
  readonly feed: string
  readonly batch: number
  /** Length of its list of changes. */
  readonly changes: number
}

/** After a set was switched in: removes what it replaced, and lists of imports that are long past. */
export async function tidyFeed(ctx: Context, { feed, batch, changes }: TidyFeed): Promise<void> {
  await repeat(() => ctx.transaction((tx) => feedRecords(tx).removeEnded(feed, rows)))
  await tidyLookup(ctx, batch, 'replaced')
  const before = new Date(ctx.clock.now().getTime() - listsAreKept)
  await repeat(() => ctx.transaction((tx) => feedImports(tx).forget(before, rows)))
  if (changes < bulk) return
  for (const table of ['feed_record', 'advisory_package', 'advisory_name'] as const) {
    await ctx.transaction((tx) => feedRecords(tx).analyze(table))
  }
}

/** Removes what imports of the feed have written that were not switched in; nobody has seen it. */
export async function undoImport(ctx: Context, { feed, batch }: { feed: string; batch?: number }): Promise<void> {
  await repeat(() => ctx.transaction((tx) => feedRecords(tx).undoStaged(feed, rows)))
  if (batch === undefined) return
  await tidyLookup(ctx, batch, 'all')
  await repeat(() => ctx.transaction((tx) => advisoryChanges(tx).forget(batch, rows)))
}

async function tidyLookup(ctx: Context, batch: number, which: 'replaced' | 'all'): Promise<void> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after
    after = await ctx.transaction(async (tx) => {
      const ids = await advisoryChanges(tx).ids(batch, which, from, records)
      await feedRecords(tx).tidyLookup(ids)
      return ids.at(-1)
    })
  }
}

async function repeat(work: () => Promise<number>): Promise<void> {
  while ((await work()) > 0);
}
