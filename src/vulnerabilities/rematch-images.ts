import type { Context } from '../platform/context.ts'
import type { LookupKey } from '../scanner/index.ts'
import { matchScan } from './match-scan.ts'
import { scans } from './store/scans.ts'

/** Packages whose advisories changed, and the digest after which to go on. */
export interface RematchImages {
  readonly keys: readonly LookupKey[]
  readonly after: string
}

const page = 20

// public: run by the queue only, after an import.
/** Matches every image that holds one of the packages anew, a page at a time, without reading a layer (STO-092, WAT-1). */
export async function rematchImages(ctx: Context, { keys, after }: RematchImages): Promise<void> {
  const digests = await ctx.transaction((tx) => scans(tx).digestsWith(keys, after, page))
  for (const digest of digests) await ctx.transaction((tx) => matchScan(ctx.within(tx), digest))
  const last = digests.at(-1)
  if (last === undefined || digests.length < page) return
  await ctx.transaction((tx) => ctx.enqueue(tx, 'vulnerabilities.rematch-images', { keys, after: last }))
}
