import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import type { LicensingEvent } from './domain/events.ts'
import type { Subscription } from './domain/subscription.ts'

type Said = 'subscription.started' | 'subscription.cancelled' | 'subscription.expired' | 'subscription.past-due'

const actionOf: Readonly<Record<Said, string>> = {
  'subscription.started': 'licensing.subscription_started',
  'subscription.cancelled': 'licensing.subscription_cancelled',
  'subscription.expired': 'licensing.subscription_expired',
  'subscription.past-due': 'licensing.subscription_past_due',
}

// public: part of use cases that have authorized; it writes down what they did.
/** Audit line and events of a change, in its transaction; who caches pull decisions forgets them at once (AUT-107). */
export async function announce(
  ctx: Context,
  tx: Tx,
  type: Said,
  subscription: Subscription,
  details: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { id, accountId, planId, productId, state, trial, periodEnd } = subscription
  await recordAudit(ctx.within(tx), {
    action: actionOf[type],
    subject: { kind: 'subscription', id },
    details: { accountId, planId, productId, state, trial, periodEnd: periodEnd?.toISOString() ?? null, ...details },
  })
  const event: LicensingEvent = { type, subscriptionId: id, accountId, planId, productId }
  await ctx.publish(tx, event)
  await announceEntitlement(ctx, tx, subscription)
}

/** Only that cached decisions of the account are out of date. */
export async function announceEntitlement(
  ctx: Context,
  tx: Tx,
  { accountId, productId }: Pick<Subscription, 'accountId' | 'productId'>,
): Promise<void> {
  const event: LicensingEvent = { type: 'entitlement.changed', accountId, productId }
  await ctx.publish(tx, event)
}
