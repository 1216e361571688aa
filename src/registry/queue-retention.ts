import type { Context } from '../platform/context.ts'
import { retentionPolicies } from './store/retention-policies.ts'

const pageSize = 500

// public: run by a timer, for rules that owners of publishers have saved.
/** Makes one job for each repository that has rules. Answers how many. */
export async function queueRetention(ctx: Context): Promise<number> {
  let count = 0
  for (let last: string | undefined = ''; last !== undefined; ) {
    last = await ctx.transaction(async (tx) => {
      const page: string[] = await retentionPolicies(tx).ruled(last ?? '', pageSize)
      for (const repository of page) {
        await ctx.enqueue(tx, 'registry.apply-retention', { repository }, { dedupeKey: repository })
      }
      count += page.length
      return page.at(-1)
    })
  }
  return count
}
