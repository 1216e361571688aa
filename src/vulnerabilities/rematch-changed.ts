import type { Context } from '../platform/context.ts'
import type { LookupKey } from '../scanner/index.ts'
import type { AdvisoriesChanged } from './domain/events.ts'
import { readAdvisoryChanges } from './read-advisory-changes.ts'

/** Packages of one job. */
const keysOfJob = 500

// public: run for an event only, which an import has spoken.
/** Has the images matched anew that hold a package which an import speaks of, without reading a layer (STO-092, WAT-1). */
export async function rematchChanged(ctx: Context, { batch }: Pick<AdvisoriesChanged, 'batch'>): Promise<void> {
  const touched = new Map<string, LookupKey>()
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof readAdvisoryChanges>> = await readAdvisoryChanges(ctx, { batch, after })
    for (const key of page.changes.flatMap(({ keys }) => keys)) touched.set(`${key.ecosystem}\0${key.name}`, key)
    after = page.next
  }
  const keys = [...touched.values()]
  await ctx.transaction(async (tx) => {
    for (let from = 0; from < keys.length; from += keysOfJob) {
      const part = keys.slice(from, from + keysOfJob)
      await ctx.enqueue(tx, 'vulnerabilities.rematch-images', { keys: part, after: '' })
    }
  })
}
