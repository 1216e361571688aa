import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizeAdvisories } from './access.ts'
import { feedUnknown } from './domain/errors.ts'

/** Which configured feed to fetch now; absent: all of them. */
export interface RequestFetch {
  readonly feed?: string
}

/** Has configured feeds fetched now instead of at their time. Answers their names. Throws `vulnerabilities.feed_unknown`. */
export async function requestFetch(ctx: Context, { feed }: RequestFetch): Promise<readonly string[]> {
  authorizeAdvisories(ctx)
  const all = (ctx.settings.advisories?.feeds ?? []).map(({ name }) => name)
  const wanted = feed === undefined ? all : all.filter((name) => name === feed)
  if (feed !== undefined && wanted.length === 0) throw feedUnknown({ feed, known: all })
  await ctx.transaction(async (tx) => {
    for (const name of wanted) {
      await ctx.enqueue(tx, 'vulnerabilities.fetch-feed', { feed: name }, { dedupeKey: name })
      await recordAudit(ctx.within(tx), {
        action: 'vulnerabilities.fetch_requested',
        subject: { kind: 'advisory_feed', id: name },
      })
    }
  })
  return wanted
}
