import type { Context } from '../platform/context.ts'
import type { LicensingEvent } from './domain/events.ts'
import type { SubscriptionId } from './domain/subscription.ts'
import { reminderHorizon, trialReminder } from './domain/trial-reminder.ts'
import { type EndingTrial, subscriptions } from './store/subscriptions.ts'

const batch = 100

// public: the clockwork runs it as the system.
/** Says of every trial that it ends soon, 7 days and 1 day before (STO-193). Run again, nothing is said twice. */
export async function remindTrials(ctx: Context): Promise<number> {
  const from = ctx.clock.now()
  const to = reminderHorizon(from)
  let told = 0
  for (let after: SubscriptionId | undefined; ; ) {
    const ending = await ctx.transaction((tx) => subscriptions(tx).endingTrials({ from, to }, batch, after))
    for (const trial of ending) if (await remind(ctx, trial)) told++
    after = ending.at(-1)?.subscription.id
    if (ending.length < batch || !after) return told
  }
}

async function remind(ctx: Context, { subscription, remindedAt }: EndingTrial): Promise<boolean> {
  const now = ctx.clock.now()
  const daysLeft = trialReminder(subscription, remindedAt, now)
  const { id, accountId, planId, productId, periodEnd } = subscription
  if (daysLeft === undefined || !periodEnd) return false
  return ctx.transaction(async (tx) => {
    if (!(await subscriptions(tx).noteReminder(id, now, remindedAt))) return false
    const event: LicensingEvent = {
      type: 'subscription.trial-ending',
      subscriptionId: id,
      accountId,
      planId,
      productId,
      endsAt: periodEnd.toISOString(),
      daysLeft,
    }
    await ctx.publish(tx, event)
    return true
  })
}
