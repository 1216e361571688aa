import type { Context } from '../platform/context.ts'
import type { LookupKey } from '../scanner/index.ts'
import type { AdvisoriesChanged } from './domain/events.ts'
import { readAdvisoryChanges } from './read-advisory-changes.ts'
import { findings } from './store/findings.ts'
import type { WatchAdvisories } from './watch-advisories.ts'

// public: run for an event only, which an import has spoken.
/**
 * Hands the watch what an import changed, page by page: component versions to be matched anew (WAT-1), and products with a
 * finding of which it became known, or is no longer said, that it is being exploited (WAT-5).
 */
export async function watchChanges(ctx: Context, { batch }: Pick<AdvisoriesChanged, 'batch'>): Promise<void> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof readAdvisoryChanges>> = await readAdvisoryChanges(ctx, { batch, after })
    const keys = new Map<string, LookupKey>()
    for (const key of page.changes.flatMap((change) => change.keys)) keys.set(`${key.ecosystem}\0${key.name}`, key)
    const advisoryIds = page.changes.map(({ id }) => id)
    const exploited = page.changes.filter(({ change }) => change === 'exploited' || change === 'not exploited')
    await ctx.transaction(async (tx) => {
      const part: WatchAdvisories = { keys: [...keys.values()], advisoryIds, after: 0 }
      await ctx.enqueue(tx, 'vulnerabilities.watch-advisories', part)
      const cves = exploited.map(({ id }) => id)
      for (const productId of await findings(tx).productsWithNames(cves)) {
        await ctx.enqueue(tx, 'vulnerabilities.reconcile-findings', { productId })
      }
    })
    after = page.next
  }
}
