export { type AcceptTerms, acceptTerms } from './accept-terms.ts'
export { type ActivatePaid, activatePaid, requireMayBuy } from './activate-paid.ts'
export { authorizeHolder, type Holder } from './authorize-holder.ts'
export { type DecidePull, decidePull } from './decide-pull.ts'
export type {
  EntitlementChanged,
  LicensingEvent,
  SubscriptionCancelled,
  SubscriptionExpired,
  SubscriptionPastDue,
  SubscriptionStarted,
  SubscriptionTrialEnding,
} from './domain/events.ts'
export { dayOf, type Period } from './domain/period.ts'
export type { CustomerClass, PullDecision } from './domain/pull-question.ts'
export type { Refusal, RefusalReason } from './domain/refusal.ts'
export type { Subscription, SubscriptionId, SubscriptionState } from './domain/subscription.ts'
export type { PullingCaller } from './pull-facts.ts'
export { subscribersOf } from './subscribers-of.ts'
