import { getPlan, isPaid } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { acceptTerms } from './accept-terms.ts'
import { announce } from './announce.ts'
import { authorizeHolder } from './authorize-holder.ts'
import { alreadySubscribed, noTrial, trialUsed } from './domain/errors.ts'
import { beginTrial, type Subscription } from './domain/subscription.ts'
import { requireForSale } from './require-for-sale.ts'
import { subscriptions } from './store/subscriptions.ts'
import type { Subscribe } from './subscribe.ts'

/**
 * Starts the trial of a plan with a price: once per account and plan, no card needed, ends by itself (STO-064).
 * Throws licensing.trial_used, also for the second of two simultaneous attempts.
 */
export async function startTrial(ctx: Context, input: Subscribe): Promise<Subscription> {
  const { account, person } = await authorizeHolder(ctx, input.account, 'write')
  return ctx.transaction(async (tx) => {
    const within = ctx.within(tx)
    const offered = await getPlan(within, input.planId)
    const { plan } = offered
    requireForSale(offered)
    if (plan.access !== 'subscribed' || !isPaid(plan) || plan.trialDays === 0) throw noTrial({ plan: plan.name })
    await acceptTerms(within, { accountId: account.id, acceptedBy: person, plan, termsHash: input.termsHash })
    const subscription = beginTrial(
      { id: ctx.newId(), accountId: account.id, planId: plan.id, productId: plan.productId, at: ctx.clock.now() },
      plan.trialDays,
    )
    const origin = { createdBy: person, notify: input.notify ?? false }
    if (!(await subscriptions(tx).insertOnce(subscription, origin))) {
      const used = await subscriptions(tx).trialUsed(account.id, [plan.id])
      throw used.has(plan.id) ? trialUsed({ plan: plan.name }) : alreadySubscribed({ plan: plan.name })
    }
    await announce(ctx, tx, 'subscription.started', subscription)
    return subscription
  })
}
