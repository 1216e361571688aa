import type { PlanId, ProductId } from '../catalog/index.ts'
import type { AccountId } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import type { Money } from '../platform/money.ts'
import { announce } from './announce.ts'
import { alreadySubscribed } from './domain/errors.ts'
import type { Period } from './domain/period.ts'
import { beginPaid, canBuyPeriod, type Subscription, withPaidPeriod } from './domain/subscription.ts'
import { subscriptionPeriods } from './store/subscription-periods.ts'
import { subscriptions } from './store/subscriptions.ts'

export interface ActivatePaid {
  readonly accountId: AccountId
  /** The person who ordered. */
  readonly boughtBy: AccountId
  readonly planId: PlanId
  readonly productId: ProductId
  readonly orderId: string
  /** Net price of one period. */
  readonly price: Money
  readonly period: Period
}

// public: called by checkout when an order was paid; the order was authorized when it was placed.
/**
 * Gives the account the period that an order has paid for: a new subscription, the end of a trial, or one more period.
 * Joins the caller's transaction. The same order gives one period, however often it is settled. Money that was taken
 * is never refused: of two orders paid at once the second adds its period to the first.
 */
export async function activatePaid(ctx: Context, input: ActivatePaid): Promise<Subscription> {
  return ctx.transaction(async (tx) => {
    const settled = await subscriptionPeriods(tx).subscriptionOf(input.orderId)
    const known = settled && (await subscriptions(tx).find(settled))
    if (known) return known
    const subscription = await startOrContinue(ctx, tx, input)
    const { periodStart, periodEnd } = subscription
    if (periodEnd) {
      await subscriptionPeriods(tx).insert({
        id: ctx.newId(),
        subscriptionId: subscription.id,
        orderId: input.orderId,
        startsAt: periodStart,
        endsAt: periodEnd,
        price: input.price,
      })
    }
    await announce(ctx, tx, 'subscription.started', subscription, { orderId: input.orderId })
    return subscription
  })
}

async function startOrContinue(ctx: Context, tx: Tx, input: ActivatePaid): Promise<Subscription> {
  const { accountId, planId, productId, period } = input
  const price = { amount: input.price, period }
  const now = ctx.clock.now()
  const existing = await subscriptions(tx).lockCurrent(accountId, planId)
  if (existing) return continued(tx, existing, price, now)
  const fresh = beginPaid({ id: ctx.newId(), accountId, planId, productId, at: now }, price)
  if (await subscriptions(tx).insertOnce(fresh, { createdBy: input.boughtBy, notify: true })) return fresh
  const other = await subscriptions(tx).lockCurrent(accountId, planId)
  if (!other) throw alreadySubscribed({ plan: planId })
  return continued(tx, other, price, now)
}

async function continued(
  tx: Tx,
  existing: Subscription,
  price: { amount: Money; period: Period },
  now: Date,
): Promise<Subscription> {
  const longer = withPaidPeriod(existing, price, now)
  await subscriptions(tx).save(longer)
  return longer
}

// public: a question of checkout before it takes an order; the order itself is authorized there.
/** Throws licensing.already_subscribed when the account has a running paid subscription to the plan. */
export async function requireMayBuy(
  ctx: Context,
  input: { readonly accountId: AccountId; readonly planId: PlanId; readonly planName: string },
): Promise<void> {
  const existing = await ctx.transaction((tx) => subscriptions(tx).lockCurrent(input.accountId, input.planId))
  if (existing && !canBuyPeriod(existing)) throw alreadySubscribed({ plan: input.planName })
}
