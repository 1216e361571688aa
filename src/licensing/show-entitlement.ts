import {
  findListingBySlug,
  isPaid,
  type Listing,
  type ListingVersion,
  type PlanId,
  plansOfProduct,
  versionsOf,
} from '../catalog/index.ts'
import { accountOf } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { callerOf } from './caller-of.ts'
import { decidePull } from './domain/decide-pull.ts'
import { productNotFound } from './domain/errors.ts'
import type { Offer, PullDecision, PullFacts } from './domain/pull-question.ts'
import { isCurrent } from './domain/subscription.ts'
import { newestCommands, type PullCommand } from './pull-commands.ts'
import { gatherPullFacts } from './pull-facts.ts'
import { subscriptions } from './store/subscriptions.ts'

/** What the caller may do with one plan of a product. */
export interface PlanEntitlement {
  readonly planId: PlanId
  readonly decision: PullDecision
  /** The own account may start a trial of it. */
  readonly trialAvailable: boolean
  /** Empty when it may not be pulled. */
  readonly pullCommands: readonly PullCommand[]
  readonly instructionsHtml?: string
}

export interface Entitlement {
  readonly signedIn: boolean
  readonly plans: readonly PlanEntitlement[]
}

// public: what the product page tells its visitor about the visitor.
/** Each plan of a product: may the caller pull it, with which commands, or what is the next step (STO-131, STO-134). */
export async function showEntitlement(ctx: Context, input: { readonly slug: string }): Promise<Entitlement> {
  return ctx.transaction(async (tx) => {
    const within = ctx.within(tx)
    const listing = await findListingBySlug(within, input.slug)
    if (!listing) throw productNotFound({ slug: input.slug })
    const plans = await plansOfProduct(within, listing.productId)
    const found = plans.map((plan) => ({ plan, listing }))
    const facts = await gatherPullFacts(within, callerOf(ctx.actor), found)
    const versions = await versionsOf(within, listing.productId)
    const accountId = accountOf(ctx.actor)
    const tried = accountId
      ? await subscriptions(tx).trialUsed(
          accountId,
          plans.map(({ id }) => id),
        )
      : new Set<PlanId>()
    const entitlements = plans.map((plan): PlanEntitlement => {
      const decision = decideOne(facts, plan.id, plan.repositories[0] ?? '')
      const holds = facts.subscriptions.some((s) => s.planId === plan.id && s.accountId === accountId && isCurrent(s))
      return {
        planId: plan.id,
        decision,
        trialAvailable:
          listing.state === 'published' && isPaid(plan) && plan.trialDays > 0 && !tried.has(plan.id) && !holds,
        pullCommands: decision.allowed ? commands(ctx, listing, plan.repositories, versions) : [],
        ...(decision.allowed && { instructionsHtml: plan.instructionsHtml }),
      }
    })
    return { signedIn: accountId !== undefined, plans: entitlements }
  })
}

/** The decision as if this were the only plan of its repository: a page shows each plan's own next step. */
function decideOne(facts: Omit<PullFacts, 'repository' | 'reference'>, planId: PlanId, repository: string) {
  const own = (offer: Offer) => offer.plan.id === planId
  return decidePull({ ...facts, repository, offers: facts.offers.filter(own) })
}

function commands(
  ctx: Context,
  listing: Listing,
  repositories: readonly string[],
  versions: readonly ListingVersion[],
): PullCommand[] {
  return newestCommands(ctx.settings.registryHost, listing.type, repositories, versions)
}
