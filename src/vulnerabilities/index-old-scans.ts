import type { Context } from '../platform/context.ts'
import { indexScan } from './index-scan.ts'
import { scans } from './store/scans.ts'

/** Scans in one run. */
const page = 20

// public: run by the store's own clock; no route leads here.
/** Puts complete scans into the index that are not in it: those of older programs. Each in a transaction of its own. */
export async function indexOldScans(ctx: Context): Promise<void> {
  const digests = await ctx.transaction((tx) => scans(tx).notIndexed(page))
  for (const digest of digests) await ctx.transaction((tx) => indexScan(ctx.within(tx), digest))
  if (digests.length === page) await ctx.transaction((tx) => ctx.enqueue(tx, 'vulnerabilities.index-old-scans', {}))
}
