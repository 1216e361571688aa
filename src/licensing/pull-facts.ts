import { accountsActingFor } from '../accounts/index.ts'
import { isPaid, type PlanOfListing } from '../catalog/index.ts'
import type { AccountId } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { publisherRoleOf } from '../publishers/index.ts'
import type { Offer, PullFacts } from './domain/pull-question.ts'
import type { Links } from './domain/refusal.ts'
import { subscriptions } from './store/subscriptions.ts'

/** Who wants to pull. */
export interface PullingCaller {
  readonly accountId?: AccountId
  readonly accountName?: string
  readonly staff: boolean
  /** Products and plans that the token may pull (STO-071); null = any. */
  readonly limitedTo: readonly string[] | null
  readonly address?: string
}

// public: gathers what the decision reads; the decision itself is the authorization.
/**
 * The facts about a caller and some plans. Asks only what can matter: nothing for staff, no subscriptions where no plan
 * needs one.
 */
export async function gatherPullFacts(
  ctx: Context,
  caller: PullingCaller,
  found: readonly PlanOfListing[],
): Promise<Omit<PullFacts, 'repository' | 'reference'>> {
  const { accountId, staff, limitedTo } = caller
  const offers = found.map((planOfListing) => toOffer(ctx, planOfListing))
  const [first] = found
  const asks = accountId !== undefined && !staff && first !== undefined
  const ownsContent = asks && (await publisherRoleOf(ctx, accountId, first.listing.publisherId)) !== undefined
  const reads = asks && !ownsContent && found.some(needsSubscription)
  return {
    now: ctx.clock.now(),
    caller: { ...(accountId !== undefined && { accountId }), staff, ownsContent, limitedTo },
    offers,
    subscriptions: reads ? await heldBy(ctx, accountId, found) : [],
    links: linksOf(ctx),
  }
}

async function heldBy(ctx: Context, accountId: AccountId, found: readonly PlanOfListing[]) {
  const holders = await accountsActingFor(ctx, accountId)
  const products = [...new Set(found.map(({ plan }) => plan.productId))]
  return ctx.transaction((tx) =>
    subscriptions(tx).heldBy(
      holders.map(({ id }) => id),
      products,
    ),
  )
}

function needsSubscription({ plan, listing }: PlanOfListing): boolean {
  return plan.access === 'subscribed' || plan.access === 'byol' || plan.retired || listing.state === 'withdrawn'
}

function toOffer(ctx: Context, { plan, listing, revokedTags }: PlanOfListing): Offer {
  return {
    plan: { id: plan.id, name: plan.name, access: plan.access, free: !isPaid(plan), retired: plan.retired },
    listing: {
      productId: listing.productId,
      slug: listing.slug,
      name: listing.name,
      url: planUrl(ctx, { plan, listing }),
      state: listing.state,
      ...(listing.stateReason !== undefined && { stateReason: listing.stateReason }),
      stateSince: listing.stateSince,
      blockedNow: listing.blockedNow,
      ...(revokedTags && { revokedTags }),
    },
  }
}

/** The product page with the plan chosen. */
export function planUrl(ctx: Context, { plan, listing }: PlanOfListing): string {
  return `${ctx.settings.publicUrl}${listing.path}?plan=${plan.id}`
}

function linksOf({ settings: { publicUrl, registryHost } }: Context): Links {
  return {
    registryHost,
    support: `${publicUrl}/support`,
    tokens: `${publicUrl}/account/tokens`,
    billing: `${publicUrl}/account/content`,
  }
}
