import { after, days } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { notifications } from './store/notifications.ts'

/** No event is delivered again after so long, and nobody scrolls back further. */
const kept = days(400)

// public: run by the queue only.
/** Removes notifications that are older than 400 days. */
export async function forgetOld(ctx: Context): Promise<void> {
  await ctx.transaction((tx) => notifications(tx).removeOlder(after(ctx.clock.now(), -kept)))
}
