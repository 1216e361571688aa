import { getPlan, isPaid, type PlanId, type PlanOfListing } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { acceptTerms } from './accept-terms.ts'
import { announce } from './announce.ts'
import { authorizeHolder } from './authorize-holder.ts'
import { alreadySubscribed, noSubscriptionNeeded, orderNeeded, paymentNeeded } from './domain/errors.ts'
import { beginFree, type Subscription } from './domain/subscription.ts'
import { planUrl } from './pull-facts.ts'
import { requireForSale } from './require-for-sale.ts'
import { subscriptions } from './store/subscriptions.ts'

export interface Subscribe {
  readonly planId: PlanId
  /** Name of the own account or of an organization that the caller owns. */
  readonly account: string
  /** Hash of the terms that were read. */
  readonly termsHash: string
  /** Wants to hear of updates and holds (STO-138). */
  readonly notify?: boolean
}

/**
 * Takes a plan without a price by accepting its terms; it is good for a pull at once (STO-067).
 * Taken twice, or twice at the same moment, there is one subscription and both callers get it.
 */
export async function subscribe(ctx: Context, input: Subscribe): Promise<Subscription> {
  const { account, person } = await authorizeHolder(ctx, input.account, 'write')
  return ctx.transaction(async (tx) => {
    const within = ctx.within(tx)
    const offered = await getPlan(within, input.planId)
    requireFreeSubscription(ctx, offered)
    const { plan } = offered
    await acceptTerms(within, { accountId: account.id, acceptedBy: person, plan, termsHash: input.termsHash })
    const subscription = beginFree({
      id: ctx.newId(),
      accountId: account.id,
      planId: plan.id,
      productId: plan.productId,
      at: ctx.clock.now(),
    })
    const origin = { createdBy: person, notify: input.notify ?? false }
    if (await subscriptions(tx).insertOnce(subscription, origin)) {
      await announce(ctx, tx, 'subscription.started', subscription)
      return subscription
    }
    const existing = await subscriptions(tx).lockCurrent(account.id, plan.id)
    if (!existing) throw alreadySubscribed({ plan: plan.name })
    return existing
  })
}

function requireFreeSubscription(ctx: Context, offered: PlanOfListing): void {
  const { plan } = offered
  requireForSale(offered)
  if (plan.access === 'byol') throw orderNeeded({ plan: plan.name, url: plan.byolUrl ?? planUrl(ctx, offered) })
  if (plan.access !== 'subscribed') throw noSubscriptionNeeded({ plan: plan.name })
  if (isPaid(plan)) throw paymentNeeded({ plan: plan.name, url: planUrl(ctx, offered) })
}
