import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import type { FindingEventSpoken, FindingNews } from './domain/events.ts'
import { runningClock } from './domain/finding-clock.ts'
import type { ProductFinding } from './domain/product-finding.ts'
import type { FindingEntry, WatchedProduct } from './store/findings.ts'

/** An event is a row in the queue for each listener: long lists come in parts. */
const mostInEvent = 200

// public: called by use cases of this module within their transactions.
/** Speaks of findings: one event for each kind of news, with all findings that it is about. */
export async function tellFindings(
  ctx: Context,
  tx: Tx,
  { productId, publisherId }: Pick<WatchedProduct, 'productId' | 'publisherId'>,
  news: Partial<Record<FindingEventSpoken['type'], readonly ProductFinding[]>>,
): Promise<void> {
  for (const [type, findings] of Object.entries(news)) {
    for (let from = 0; from < findings.length; from += mostInEvent) {
      const event: FindingEventSpoken = {
        type: type as FindingEventSpoken['type'],
        productId,
        publisherId,
        at: ctx.clock.now().toISOString(),
        findings: findings.slice(from, from + mostInEvent).map(toNews),
      }
      await ctx.publish(tx, event)
    }
  }
}

function toNews(finding: ProductFinding): FindingNews {
  const { id, vulnerability, state, knownExploited } = finding
  const deadline = runningClock(finding)?.deadline
  return {
    ...{ id, vulnerability, class: finding.class, state, knownExploited },
    ...(deadline && { deadline: deadline.toISOString() }),
  }
}

/** The history's line for what has just happened to a finding. */
export function entryOf(
  ctx: Context,
  { state, class: severity, deadline, changedAt: at }: ProductFinding,
  event: string,
  by: Pick<FindingEntry, 'actor' | 'note'> = {},
): FindingEntry {
  return { id: ctx.newId(), at, event, state, class: severity, ...(deadline && { deadline }), ...by }
}
