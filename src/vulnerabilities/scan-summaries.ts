import type { Context } from '../platform/context.ts'
import type { Scan } from './domain/scan.ts'
import { scans } from './store/scans.ts'

// public: the caller shows them only to those who may see the images.
/** State and totals of scans by digest; digests that were never queued are absent. */
export async function scanSummaries(ctx: Context, digests: readonly string[]): Promise<ReadonlyMap<string, Scan>> {
  const found = await ctx.transaction((tx) => scans(tx).summaries(digests))
  return new Map(found.map((scan) => [scan.digest, scan]))
}
