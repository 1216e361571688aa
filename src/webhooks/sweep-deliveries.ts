import { after, minutes } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { keptFor } from './domain/delivery.ts'
import { queueAttempt } from './record-event.ts'
import { deliveries } from './store/deliveries.ts'

const batch = 2000
/** How late a job may be before it counts as lost. */
const grace = minutes(15)
const mostOverdue = 500

// public: housekeeping of the store itself, run by a timer.
/** Forgets deliveries older than 30 days, and gives those whose job was lost a new one. */
export async function sweepDeliveries(ctx: Context): Promise<void> {
  const now = ctx.clock.now()
  const forget = () => ctx.transaction((tx) => deliveries(tx).removeOlder(after(now, -keptFor), batch))
  while ((await forget()) === batch);
  await ctx.transaction(async (tx) => {
    const late = await deliveries(tx).overdue(after(now, -grace), mostOverdue)
    for (const { id, attempts } of late) await queueAttempt(ctx, tx, { deliveryId: id, attempts, dueAt: now })
  })
}
