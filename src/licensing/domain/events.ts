import type { PlanId, ProductId } from '../../catalog/index.ts'
import type { AccountId } from '../../platform/actor.ts'
import type { SubscriptionId } from './subscription.ts'

interface AboutSubscription {
  readonly subscriptionId: SubscriptionId
  readonly accountId: AccountId
  readonly planId: PlanId
  readonly productId: ProductId
}

/** Somebody may pull what they could not pull before. */
export interface SubscriptionStarted extends AboutSubscription {
  readonly type: 'subscription.started'
}
/** Cancelled, now or at the end of the paid period. */
export interface SubscriptionCancelled extends AboutSubscription {
  readonly type: 'subscription.cancelled'
}
export interface SubscriptionExpired extends AboutSubscription {
  readonly type: 'subscription.expired'
}
/** A trial ends soon: told 7 days and 1 day before (STO-193). */
export interface SubscriptionTrialEnding extends AboutSubscription {
  readonly type: 'subscription.trial-ending'
  /** ISO 8601 UTC. */
  readonly endsAt: string
  readonly daysLeft: number
}
/** A period ended that nobody has paid the next of. */
export interface SubscriptionPastDue extends AboutSubscription {
  readonly type: 'subscription.past-due'
}
/** Cached pull decisions of the account are out of date. */
export interface EntitlementChanged {
  readonly type: 'entitlement.changed'
  readonly accountId: AccountId
  readonly productId: ProductId
}

export type LicensingEvent =
  | SubscriptionStarted
  | SubscriptionCancelled
  | SubscriptionExpired
  | SubscriptionPastDue
  | SubscriptionTrialEnding
  | EntitlementChanged
