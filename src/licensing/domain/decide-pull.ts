import { fitsGlob } from '../../platform/glob.ts'
import { type Allowed, about, allow, best, refuse } from './pull-answer.ts'
import { graceEnd, type Offer, type PullCaller, type PullDecision, type PullFacts } from './pull-question.ts'
import { type RefusalReason, refusalReasons, unknownText } from './refusal.ts'
import { accessEnd, givesAccess, type Subscription } from './subscription.ts'

/**
 * May this caller pull this? Pure; the steps stand in the order of AUT-095…101 and the first that decides wins.
 * There is no way to be allowed without staff rights, ownership or a plan that says yes: fail closed (STO-069).
 */
export function decidePull(facts: PullFacts): PullDecision {
  const { caller, offers } = facts
  if (caller.exportBlocked && !caller.staff) return refuse('export_blocked', facts, offers[0])
  if (caller.staff) return { allowed: true, via: 'staff', customerClass: 'staff', ...about(offers[0]) }
  if (caller.ownsContent && offers.some((offer) => isWithin(caller.limitedTo, offer))) {
    return { allowed: true, via: 'publisher', customerClass: 'publisher', ...about(offers[0]) }
  }
  const verdicts = offers.map((offer) => judge(offer, facts))
  return best(verdicts.filter((v) => v.open).map((v) => v.decision)) ?? first(verdicts, facts)
}

type Verdict =
  | { readonly open: true; readonly decision: Allowed }
  | { readonly open: false; readonly reason: RefusalReason; readonly offer: Offer; readonly ended?: Date }

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
  if (!revoked && isRevokedTag(listing.revokedTags, reference)) return closed('revoked')
  if (!isWithin(caller.limitedTo, offer)) return closed('token_limited')
  if (!entitled) return whyNot(offer, facts, mine)
  if (!admits(plan.tagPatterns, reference)) return closed('not_in_plan')
  return { open: true, decision: allow(offer, facts, subscription) }
}

/** A limited token names products, and plans of them; a plan gives what it contains and nothing else (AUT-100). */
function isWithin(limitedTo: PullCaller['limitedTo'], { plan, listing }: Offer): boolean {
  return limitedTo === null || limitedTo.includes(listing.productId) || limitedTo.includes(plan.id)
}

/** A digest is not let in by itself then: only through a tag that reaches it and is not revoked (AUT-105). */
function isRevokedTag(revokedTags: readonly string[] | undefined, reference: string | undefined): boolean {
  if (!revokedTags?.length || reference === undefined) return false
  return isDigest(reference) || revokedTags.includes(reference)
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

function isDigest(reference: string): boolean {
  return /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/.test(reference)
}

/** A digest is admitted through a tag that reaches it: the registry asks for those tags too (AUT-105). */
function admits(patterns: readonly string[] | undefined, reference: string | undefined): boolean {
  if (!patterns || reference === undefined) return true
  return patterns.some((pattern) => fitsGlob(pattern, reference))
}
