import type { Access, ListingState, PlanId, ProductId } from '../../catalog/index.ts'
import { after, days } from '../../platform/clock.ts'
import { dayOf } from './period.ts'
import {
  type Links,
  type Refusal,
  type RefusalReason,
  refusalReasons,
  refusalText,
  type TextFacts,
  unknownText,
  warningText,
} from './refusal.ts'
import { accessEnd, givesAccess, type Subscription, type SubscriptionId } from './subscription.ts'

/** Days in which revoked content can still be pulled by digest (STO-114). */
export const revokeGraceDays = 30

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
  /** Products that an entitlement-limited token may pull (AUT-100); null = no such limit. */
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

/**
 * May this caller pull this? Pure; the steps stand in the order of AUT-095…101 and the first that decides wins.
 * There is no way to be allowed without staff rights, ownership or a plan that says yes: fail closed (STO-069).
 */
export function decidePull(facts: PullFacts): PullDecision {
  const { caller, offers } = facts
  if (caller.exportBlocked && !caller.staff) return refuse('export_blocked', facts, offers[0])
  if (caller.staff) return { allowed: true, via: 'staff', customerClass: 'staff', ...about(offers[0]) }
  if (caller.ownsContent && offers.length > 0) {
    return { allowed: true, via: 'publisher', customerClass: 'publisher', ...about(offers[0]) }
  }
  const verdicts = offers.map((offer) => judge(offer, facts))
  return best(verdicts.filter((v) => v.open).map((v) => v.decision)) ?? first(verdicts, facts)
}

type Verdict =
  | { readonly open: true; readonly decision: Allowed }
  | { readonly open: false; readonly reason: RefusalReason; readonly offer: Offer; readonly ended?: Date }

type Allowed = Extract<PullDecision, { allowed: true }>

/** One plan's say: listing state, token limits, level, tag patterns. */
function judge(offer: Offer, facts: PullFacts): Verdict {
  const { now, reference, caller } = facts
  const { plan, listing } = offer
  const closed = closing(offer)
  const revoked = listing.state === 'revoked'
  const held = { onHold: listing.state === 'hold' }
  // Revocation cancels what it finds, so who may use the grace is read from the moment before it (STO-114).
  const at = revoked ? new Date(listing.stateSince.getTime() - 1) : now
  const mine = facts.subscriptions.filter((s) => s.planId === plan.id)
  const subscription = mine.filter((s) => givesAccess(s, at, held)).sort(byWorth)[0]
  const entitled = subscription !== undefined || meetsLevelAlone(offer, caller)
  if (revoked) {
    if (!entitled || now >= graceEnd(offer)) return closed('revoked')
    if (reference !== undefined && !isDigest(reference)) return closed('revoked_by_tag')
  }
  if (caller.limitedTo !== null && !caller.limitedTo.includes(listing.productId)) return closed('token_limited')
  if (!entitled) return whyNot(offer, facts, mine)
  if (!admits(plan.tagPatterns, reference)) return closed('not_in_plan')
  return { open: true, decision: allow(offer, facts, subscription) }
}

const closing =
  (offer: Offer) =>
  (reason: RefusalReason, ended?: Date): Verdict => ({ open: false, reason, offer, ...(ended && { ended }) })

/** `all` and `logged_in` need no subscription; a withdrawn listing or a dropped plan takes nobody new (STO-080, STO-113). */
function meetsLevelAlone({ plan, listing }: Offer, caller: PullCaller): boolean {
  if (plan.retired || listing.state === 'withdrawn') return false
  return plan.access === 'all' || (plan.access === 'logged_in' && caller.accountId !== undefined)
}

/** The reason for a caller whom the plan does not serve, on a listing that is not revoked. */
function whyNot(offer: Offer, { now, caller }: PullFacts, mine: readonly Subscription[]): Verdict {
  const { plan, listing } = offer
  const closed = closing(offer)
  const neverAgain = plan.retired || listing.state === 'withdrawn'
  if (caller.accountId === undefined)
    return closed(neverAgain && plan.access === 'all' ? 'withdrawn' : 'login_required')
  if (mine.some((s) => s.state === 'preparing' || (s.state !== 'failed' && s.startedAt > now)))
    return closed('preparing')
  const over = mine.flatMap((s) => overSince(s, now)).sort((a, b) => b.at.getTime() - a.at.getTime())[0]
  if (over) return closed(over.unpaid ? 'payment_failed' : 'expired', over.at)
  if (neverAgain) return closed('withdrawn')
  if (listing.state === 'hold') return closed('hold_no_new')
  if (plan.access === 'byol') return closed('order_required')
  return closed(plan.free ? 'terms_required' : 'purchase_required')
}

/** When and why a subscription stopped giving access, whether or not the clockwork has noted it yet. */
function overSince(subscription: Subscription, now: Date): { at: Date; unpaid: boolean }[] {
  if (subscription.state === 'failed') return []
  const at = accessEnd(subscription, { onHold: false })
  if (at === null || at > now) return []
  const unpaid = subscription.endReason === 'payment_failed' || at.getTime() > (subscription.periodEnd ?? at).getTime()
  return [{ at, unpaid: unpaid && subscription.endReason !== 'cancelled' }]
}

function allow(offer: Offer, facts: PullFacts, subscription: Subscription | undefined): Allowed {
  const { listing } = offer
  const revoked = listing.state === 'revoked'
  const until = revoked
    ? graceEnd(offer)
    : subscription && accessEnd(subscription, { onHold: listing.state === 'hold' })
  return {
    allowed: true,
    via: 'plan',
    customerClass: customerClass(facts.caller, subscription),
    ...about(offer),
    plan: { id: offer.plan.id, name: offer.plan.name },
    planId: offer.plan.id,
    ...(subscription && { subscriptionId: subscription.id }),
    ...(until && { until: until.toISOString() }),
    ...(listing.state === 'hold' && { warning: warningText('hold', textFacts(offer, facts)) }),
    ...(revoked && {
      warning: warningText('revoked', { ...textFacts(offer, facts), day: dayOf(graceEnd(offer)) }),
    }),
  }
}

function customerClass(caller: PullCaller, subscription: Subscription | undefined): CustomerClass {
  if (caller.accountId === undefined) return 'anonymous'
  if (subscription?.trial) return 'trial'
  return subscription?.price || subscription?.managedBy ? 'paid' : 'free'
}

/** Of several plans that allow, the one that the pull should count for: paid before trial before free. */
function best(allowed: readonly Allowed[]): Allowed | undefined {
  return [...allowed].sort((a, b) => worth(b) - worth(a))[0]
}

const classWorth: Readonly<Record<CustomerClass, number>> = {
  paid: 3,
  trial: 2,
  free: 1,
  anonymous: 0,
  publisher: 0,
  staff: 0,
}

function worth(decision: Allowed): number {
  return classWorth[decision.customerClass] * 2 + (decision.subscriptionId ? 1 : 0)
}

function byWorth(a: Subscription, b: Subscription): number {
  return rank(b) - rank(a)
}

const rank = (s: Subscription): number => (s.price && !s.trial ? 2 : s.managedBy ? 2 : s.trial ? 0 : 1)

/** Of several plans that refuse, the reason that stands first in AUT-074…086. */
function first(verdicts: readonly Verdict[], facts: PullFacts): PullDecision {
  const refusing = verdicts.filter((v) => !v.open)
  const decisive = refusing.sort((a, b) => refusalReasons.indexOf(a.reason) - refusalReasons.indexOf(b.reason))[0]
  if (!decisive) {
    return { allowed: false, refusal: { reason: 'unknown', text: unknownText(facts.repository) } }
  }
  return refuse(decisive.reason, facts, decisive.offer, decisive.ended)
}

function refuse(reason: RefusalReason, facts: PullFacts, offer?: Offer, ended?: Date): PullDecision {
  if (!offer) {
    const text = refusalText(
      reason,
      { name: facts.repository, url: '', slug: '', why: '', day: '', tag: '' },
      facts.links,
    )
    return { allowed: false, refusal: { reason, text } }
  }
  const until = reason === 'revoked_by_tag' ? graceEnd(offer) : ended
  const day = dayOf(until ?? offer.listing.stateSince)
  return {
    allowed: false,
    productId: offer.listing.productId,
    refusal: {
      reason,
      text: refusalText(reason, { ...textFacts(offer, facts), day }, facts.links),
      url: addressOf(reason, offer, facts.links),
      listing: offer.listing.state,
      ...(until && { until: until.toISOString() }),
    },
  }
}

function addressOf(reason: RefusalReason, offer: Offer, links: Links): string {
  if (reason === 'export_blocked') return links.support
  if (reason === 'token_limited') return links.tokens
  if (reason === 'payment_failed') return links.billing
  return offer.listing.url
}

function textFacts({ listing }: Offer, { reference }: PullFacts): TextFacts {
  return {
    name: listing.name,
    url: listing.url,
    slug: listing.slug,
    why: listing.stateReason ?? '',
    day: dayOf(listing.stateSince),
    tag: reference ?? '',
  }
}

function about(offer: Offer | undefined): { productId?: ProductId; listing?: ListingState } {
  return offer ? { productId: offer.listing.productId, listing: offer.listing.state } : {}
}

function graceEnd({ listing }: Offer): Date {
  return listing.blockedNow ? listing.stateSince : after(listing.stateSince, days(revokeGraceDays))
}

function isDigest(reference: string): boolean {
  return /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/.test(reference)
}

/** A digest is admitted through a tag that reaches it: the registry asks for those tags too (AUT-105). */
function admits(patterns: readonly string[] | undefined, reference: string | undefined): boolean {
  if (!patterns || reference === undefined) return true
  return patterns.some((pattern) => globToRegExp(pattern).test(reference))
}

function globToRegExp(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${escaped}$`)
}
