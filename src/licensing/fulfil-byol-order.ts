import { recordAudit } from '../audit/index.ts'
import { getPlans } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { acceptTerms } from './accept-terms.ts'
import { announce } from './announce.ts'
import { authorizeHolder } from './authorize-holder.ts'
import { type ByolOrder, fulfil } from './domain/byol-order.ts'
import { alreadySubscribed, byolOrderNotFound } from './domain/errors.ts'
import { beginManaged, type Subscription } from './domain/subscription.ts'
import { requireForSale } from './require-for-sale.ts'
import { byolOrders } from './store/byol-orders.ts'
import { subscriptions } from './store/subscriptions.ts'

export interface FulfilByolOrder {
  readonly token: string
  /** Name of the account that shall hold the licence. */
  readonly account: string
  readonly termsHash: string
}

/**
 * Redeems a licence that was sold elsewhere: accepts the terms and starts a subscription that its publisher manages
 * (STO-144, SM-7). Whoever has the link may redeem it, once; of two at the same moment one gets it.
 */
export async function fulfilByolOrder(ctx: Context, input: FulfilByolOrder): Promise<Subscription> {
  const { account, person } = await authorizeHolder(ctx, input.account, 'write')
  return ctx.transaction(async (tx) => {
    const within = ctx.within(tx)
    const order = await byolOrders(tx).lockByToken(input.token)
    const [offered] = order ? await getPlans(within, [order.planId]) : []
    if (!order || !offered) throw byolOrderNotFound()
    const subscription = begin(ctx, order, account.id)
    const fulfilled = fulfil(order, { accountId: account.id, subscriptionId: subscription.id, at: ctx.clock.now() })
    requireForSale(offered)
    const { plan } = offered
    await acceptTerms(within, { accountId: account.id, acceptedBy: person, plan, termsHash: input.termsHash })
    const inserted = await subscriptions(tx).insertOnce(subscription, { createdBy: person, notify: true })
    if (!inserted) throw alreadySubscribed({ plan: plan.name })
    await byolOrders(tx).save(fulfilled)
    await recordAudit(within, {
      action: 'licensing.byol_order_fulfilled',
      subject: { kind: 'byol_order', id: order.id },
      details: { accountId: account.id, subscriptionId: subscription.id },
    })
    await announce(ctx, tx, 'subscription.started', subscription, { byolOrderId: order.id })
    return subscription
  })
}

function begin(ctx: Context, order: ByolOrder, accountId: Subscription['accountId']): Subscription {
  return beginManaged(
    { id: ctx.newId(), accountId, planId: order.planId, productId: order.productId, at: ctx.clock.now() },
    { managedBy: order.publisherId, startsAt: order.startsAt, endsAt: order.endsAt },
  )
}
