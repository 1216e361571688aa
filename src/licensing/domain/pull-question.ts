import type { Access, ListingState, PlanId, ProductId } from '../../catalog/index.ts'
import { after, days } from '../../platform/clock.ts'
import type { Links, Refusal } from './refusal.ts'
import type { Subscription, SubscriptionId } from './subscription.ts'

/** A plan that contains the repository, with what its listing says. */
export interface Offer {
  readonly plan: {
    readonly id: PlanId
    readonly name: string
    readonly access: Access
    readonly free: boolean
    /** Dropped by a later revision: only who has it keeps it. */
    readonly retired: boolean
    /** Globs that narrow the repository to some tags (STO-063); absent = every published tag. */
    readonly tagPatterns?: readonly string[]
  }
  readonly listing: {
    readonly productId: ProductId
    readonly slug: string
    readonly name: string
    /** Product page with the plan. */
    readonly url: string
    readonly state: ListingState
    readonly stateReason?: string
    readonly stateSince: Date
    /** Tags of the repository that were revoked before a fresh start: they stay blocked (STO-116). */
    readonly revokedTags?: readonly string[]
    /** Revoked without grace: malware, law (STO-115). */
    readonly blockedNow?: boolean
  }
}

export interface PullCaller {
  /** Absent for anonymous callers. */
  readonly accountId?: string
  readonly staff: boolean
  /** Member of the publisher that owns the repository. */
  readonly ownsContent: boolean
  /** Products and plans that an entitlement-limited token may pull (AUT-100); null = no such limit. */
  readonly limitedTo: readonly string[] | null
  /** On the export block list (STO-226). */
  readonly exportBlocked?: boolean
}

/** Everything that a decision depends on. */
export interface PullFacts {
  readonly now: Date
  readonly repository: string
  /** Tag or digest; absent when a token is asked for: is any pull of the repository thinkable? */
  readonly reference?: string
  readonly caller: PullCaller
  readonly offers: readonly Offer[]
  /** Of the caller and of the organizations that the caller belongs to. */
  readonly subscriptions: readonly Subscription[]
  readonly links: Links
}

/** What a pull counts as in reports (STO-202). */
export type CustomerClass = 'anonymous' | 'free' | 'trial' | 'paid' | 'publisher' | 'staff'

export type PullDecision =
  | {
      readonly allowed: true
      readonly via: 'staff' | 'publisher' | 'plan'
      readonly customerClass: CustomerClass
      readonly warning?: string
      readonly plan?: { readonly id: PlanId; readonly name: string }
      readonly planId?: PlanId
      readonly subscriptionId?: SubscriptionId
      readonly productId?: ProductId
      readonly listing?: ListingState
      readonly until?: string
    }
  | { readonly allowed: false; readonly refusal: Refusal; readonly productId?: ProductId }

/** Days in which revoked content can still be pulled by digest (STO-114). */
const revokeGraceDays = 30

/** The first moment at which a revoked listing gives nothing any more. */
export function graceEnd({ listing }: Offer): Date {
  return listing.blockedNow ? listing.stateSince : after(listing.stateSince, days(revokeGraceDays))
}
