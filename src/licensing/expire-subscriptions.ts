import { listingOf } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { announce, announceEntitlement } from './announce.ts'
import { advance, type Subscription, type SubscriptionId } from './domain/subscription.ts'
import { subscriptions } from './store/subscriptions.ts'

const batch = 100

// public: the clockwork runs it as the system.
/**
 * Moves every subscription to the state that time has given it (SM-6) and says so. Access itself ends at the exact
 * second without this. Answers how many were moved; run again, or twice at once, it changes nothing more.
 */
export async function expireSubscriptions(ctx: Context): Promise<number> {
  let moved = 0
  for (let after: SubscriptionId | undefined; ; ) {
    const due = await ctx.transaction((tx) => subscriptions(tx).due(ctx.clock.now(), batch, after))
    for (const { id } of due) if (await moveOn(ctx, id)) moved++
    after = due.at(-1)?.id
    if (due.length < batch || !after) return moved
  }
}

async function moveOn(ctx: Context, id: SubscriptionId): Promise<boolean> {
  return ctx.transaction(async (tx) => {
    const before = await subscriptions(tx).lock(id)
    if (!before) return false
    const listing = before.trial ? await listingOf(ctx.within(tx), before.productId) : undefined
    const after = advance(before, ctx.clock.now(), { onHold: listing?.state === 'hold' })
    if (after === before) return false
    await subscriptions(tx).save(after)
    const said = announcementOf(after)
    if (said) await announce(ctx, tx, said, after, { before: before.state })
    else await announceEntitlement(ctx, tx, after)
    return true
  })
}

/** The end of a cancelled subscription was told when it was cancelled. */
function announcementOf({ state }: Subscription) {
  if (state === 'active') return 'subscription.started'
  if (state === 'past_due') return 'subscription.past-due'
  return state === 'expired' ? 'subscription.expired' : undefined
}
