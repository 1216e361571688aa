import type { Context } from '../platform/context.ts'
import type { PullsRecorded } from './domain/events.ts'
import type { Classified } from './domain/pull-class.ts'
import type { Noted, NotedPull } from './memory/access-buffer.ts'
import { memoryOf } from './memory/registry-memory.ts'
import { accessLog } from './store/access-log.ts'

/** Rows in one statement: 16 values each, far below the 65,535 that PostgreSQL takes. */
const batch = 1000

// public: it writes what other requests left behind and hands nothing out.
/**
 * Writes the pulls and grants since the last time in one transaction and tells who counts them (STO-201, AUT-103).
 * `everything` also settles tag lookups that still wait for a pull: the program stops.
 */
export async function writeAccessLog(ctx: Context, input: { readonly everything: boolean }): Promise<void> {
  const { log } = memoryOf(ctx)
  const noted = log.take(ctx.clock.now(), input.everything)
  if (noted.pulls.length === 0 && noted.grants.length === 0) return
  try {
    await ctx.transaction(async (tx) => {
      await write(ctx, accessLog(tx), noted)
      const items = countsOf(noted.pulls)
      const event: PullsRecorded = { type: 'pulls.recorded', batchId: ctx.newId(), items }
      if (items.length > 0) await ctx.publish(tx, event)
    })
  } catch (error) {
    log.giveBack(noted)
    throw error
  }
}

async function write(ctx: Context, rows: ReturnType<typeof accessLog>, { pulls, grants }: Noted): Promise<void> {
  for (let i = 0; i < pulls.length; i += batch) {
    await rows.addPulls(
      pulls.slice(i, i + batch).map(({ request, action }) => ({ ...request, id: ctx.newId(), action })),
    )
  }
  for (let i = 0; i < grants.length; i += batch) {
    await rows.addGrants(grants.slice(i, i + batch).map((grant) => ({ ...grant, id: ctx.newId() })))
  }
}

function countsOf(pulls: readonly Classified<NotedPull>[]): PullsRecorded['items'] {
  const counts = new Map<string, { repository: string; productId?: string; count: number }>()
  for (const { request, action } of pulls) {
    if (!request.counted || (action !== 'pull_by_tag' && action !== 'pull_by_digest')) continue
    const { repository, productId } = request
    const known = counts.get(repository)
    if (known) known.count++
    else counts.set(repository, { repository, ...(productId !== undefined && { productId }), count: 1 })
  }
  return [...counts.values()]
}
