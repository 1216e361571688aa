import type { Context } from '../platform/context.ts'
import { type DeadlinePeriods, dueReminder, periodsOf } from './domain/deadline.ts'
import { nextFinding, runningClock } from './domain/finding-clock.ts'
import { type FindingId, lookAt, type ProductFinding, withClock } from './domain/product-finding.ts'
import { findings } from './store/findings.ts'
import { entryOf, tellFindings } from './tell-findings.ts'

const page = 200

// public: run by the store's own clock; no route leads here.
/**
 * Looks at the clocks that are due: sends reminders at half of the time and one day before, and marks findings whose
 * deadline has passed (SM-4, STO-187). A page at a time, each product in a transaction of its own; repeating is harmless.
 */
export async function runDeadlines(ctx: Context): Promise<void> {
  const now = ctx.clock.now()
  for (let looked = page; looked === page; ) {
    const due = await ctx.transaction((tx) => findings(tx).toLookAt(now, page))
    looked = due.length
    const byProduct = new Map<string, FindingId[]>()
    for (const { id, productId } of due) byProduct.set(productId, [...(byProduct.get(productId) ?? []), id])
    let moved = 0
    for (const ids of byProduct.values()) moved += await lookAtClocks(ctx, ids, now)
    // What did not move would come again and again.
    if (moved === 0) return
  }
}

/** Answers how many of them moved. */
function lookAtClocks(ctx: Context, ids: readonly FindingId[], now: Date): Promise<number> {
  return ctx.transaction(async (tx) => {
    const [first] = await findings(tx).get(ids.slice(0, 1))
    const product = first && (await findings(tx).lockProduct(first.productId))
    if (!product) return 0
    const periods = periodsOf(ctx.settings.deadlines)
    const moved = (await findings(tx).get(ids)).flatMap((finding) => move(finding, now, periods) ?? [])
    await findings(tx).put(moved.map(({ finding, event }) => ({ finding, changes: [entryOf(ctx, finding, event)] })))
    await tellFindings(ctx, tx, product, {
      'finding.deadline-near': moved.filter(({ event }) => event === 'reminded').map(({ finding }) => finding),
      'finding.breached': moved.filter(({ event }) => event === 'breached').map(({ finding }) => finding),
    })
    return moved.length
  })
}

function move(
  finding: ProductFinding,
  now: Date,
  periods: DeadlinePeriods,
): { finding: ProductFinding; event: 'reminded' | 'breached' } | undefined {
  const moment = lookAt(finding)
  const clock = runningClock(finding)
  if (!clock || !moment || moment > now) return undefined
  const late = nextFinding(finding, { type: 'time_passed', at: now }, periods)
  if (late) return { finding: withClock(finding, late, now), event: 'breached' }
  const reminder = dueReminder(clock, finding.reminded, now)
  const reminded = reminder && nextFinding(finding, { type: 'reminded', reminder }, periods)
  return reminded && { finding: withClock(finding, reminded, now), event: 'reminded' }
}
