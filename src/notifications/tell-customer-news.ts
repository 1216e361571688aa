import { getPlans, type PlanId, type ProductId } from '../catalog/index.ts'
import { dayOf, type SubscriptionId } from '../licensing/index.ts'
import type { AccountId } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import type { Money } from '../platform/money.ts'
import {
  type HeldPlan,
  newSubscriberMessage,
  orderPaidMessage,
  paymentFailedMessage,
  subscriptionCancelledMessage,
  subscriptionExpiredMessage,
  subscriptionPastDueMessage,
  subscriptionStartedMessage,
  trialEndingMessage,
} from './domain/customer-messages.ts'
import type { Message } from './domain/message.ts'
import type { NotificationKind } from './domain/notification.ts'
import { readersAt, readersBehind, tell } from './tell.ts'

// public: called for events by the program itself.

/** Who holds what, as the events of licensing say it. */
export interface AboutSubscription {
  readonly subscriptionId: SubscriptionId
  readonly accountId: AccountId
  readonly planId: PlanId
  readonly productId: ProductId
}

/** STO-194: the customer by mail and inbox, the publisher in the inbox. */
export async function tellSubscriptionStarted(ctx: Context, event: AboutSubscription): Promise<void> {
  const found = await tellHolder(ctx, event, 'subscription.started', 'begin', subscriptionStartedMessage)
  if (!found) return
  const readers = await readersAt(ctx, found.publisherId)
  await tell(
    ctx,
    readers.map(({ accountId }) => ({ accountId })),
    {
      kind: 'subscription.started',
      dedupeKey: `sold:${event.subscriptionId}`,
      message: newSubscriberMessage(found.held),
    },
  )
}

/** STO-194. */
export async function tellSubscriptionCancelled(ctx: Context, event: AboutSubscription): Promise<void> {
  await tellHolder(ctx, event, 'subscription.cancelled', dayOf(ctx.clock.now()), subscriptionCancelledMessage)
}

/** STO-194. */
export async function tellSubscriptionExpired(ctx: Context, event: AboutSubscription): Promise<void> {
  await tellHolder(ctx, event, 'subscription.expired', 'end', subscriptionExpiredMessage)
}

/** STO-192: nobody has paid for the next period. */
export async function tellSubscriptionPastDue(ctx: Context, event: AboutSubscription): Promise<void> {
  await tellHolder(ctx, event, 'subscription.past_due', dayOf(ctx.clock.now()), subscriptionPastDueMessage)
}

/** STO-193: once per reminder, of which there are two. */
export async function tellTrialEnding(
  ctx: Context,
  event: AboutSubscription & {
    /** ISO 8601 UTC. */
    readonly endsAt: string
    readonly daysLeft: number
  },
): Promise<void> {
  const { daysLeft, endsAt } = event
  const ending = { daysLeft, endsOn: dayOf(new Date(endsAt)) }
  await tellHolder(ctx, event, 'subscription.trial_ending', `${endsAt}:${daysLeft}`, (held) =>
    trialEndingMessage({ ...held, ...ending }),
  )
}

/** An order, as the events of checkout say it. */
export interface AboutOrder {
  readonly orderId: string
  readonly accountId: AccountId
  readonly planId: PlanId
  readonly productId: ProductId
  readonly total?: Money
}

/** STO-192: the money has arrived. */
export async function tellOrderPaid(ctx: Context, order: AboutOrder): Promise<void> {
  const { orderId, total } = order
  await tellBuyer(ctx, order, 'order.paid', `order.paid:${orderId}`, (held) =>
    orderPaidMessage({ ...held, orderId, total: total && inWords(total) }),
  )
}

/** STO-192: it has not; told once per try (`attempt`, if there are several). */
export async function tellPaymentFailed(
  ctx: Context,
  order: AboutOrder & { readonly reason?: string; readonly attempt?: string },
): Promise<void> {
  const key = `order.payment_failed:${order.orderId}:${order.attempt ?? '1'}`
  await tellBuyer(ctx, order, 'order.payment_failed', key, (held) =>
    paymentFailedMessage({ ...held, reason: order.reason }),
  )
}

function tellHolder(
  ctx: Context,
  event: AboutSubscription,
  kind: NotificationKind,
  occasion: string,
  messageOf: (held: HeldPlan) => Message,
) {
  return tellBuyer(ctx, event, kind, `${kind}:${event.subscriptionId}:${occasion}`, messageOf)
}

async function tellBuyer(
  ctx: Context,
  { accountId, planId }: { readonly accountId: AccountId; readonly planId: PlanId },
  kind: NotificationKind,
  dedupeKey: string,
  messageOf: (held: HeldPlan) => Message,
) {
  const [found] = await getPlans(ctx, [planId])
  if (!found) return undefined
  const { name, path, publisherId } = found.listing
  const held: HeldPlan = { name, path, planName: found.plan.name }
  await tell(ctx, await readersBehind(ctx, [accountId]), { kind, dedupeKey, message: messageOf(held) })
  return { held, publisherId }
}

/** "€49.00", as receipts say it. */
function inWords(total: Money): string {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency: total.currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  const minor = total.minor.toString().padStart(digits + 1, '0')
  const decimal = digits === 0 ? minor : `${minor.slice(0, -digits)}.${minor.slice(-digits)}`
  return format.format(decimal as Intl.StringNumericLiteral)
}
