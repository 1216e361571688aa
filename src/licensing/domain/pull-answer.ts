import type { ListingState, ProductId } from '../../catalog/index.ts'
import { dayOf } from './period.ts'
import {
  type CustomerClass,
  graceEnd,
  type Offer,
  type PullCaller,
  type PullDecision,
  type PullFacts,
} from './pull-question.ts'
import { type Links, type RefusalReason, refusalText, type TextFacts, warningText } from './refusal.ts'
import { accessEnd, type Subscription } from './subscription.ts'

export type Allowed = Extract<PullDecision, { allowed: true }>

/** The yes of a plan, with what goes with it: customer class, warning, until when. */
export function allow(offer: Offer, facts: PullFacts, subscription: Subscription | undefined): Allowed {
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
export function best(allowed: readonly Allowed[]): Allowed | undefined {
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

/** The no for a reason, in words, with the address where one can change it. */
export function refuse(reason: RefusalReason, facts: PullFacts, offer?: Offer, ended?: Date): PullDecision {
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

/** What an answer says of the content. */
export function about(offer: Offer | undefined): { productId?: ProductId; listing?: ListingState } {
  return offer ? { productId: offer.listing.productId, listing: offer.listing.state } : {}
}
