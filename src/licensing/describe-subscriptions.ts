import { findAccounts } from '../accounts/index.ts'
import { getPlans, type PlanOfListing, versionsOf } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { givesAccess, type Subscription } from './domain/subscription.ts'
import { newestCommands, type PullCommand } from './pull-commands.ts'

/** A subscription with everything that its page shows. */
export interface SubscriptionDetails {
  readonly subscription: Subscription
  /** Name of the account that holds it. */
  readonly account: string
  readonly plan: PlanOfListing['plan']
  readonly listing: PlanOfListing['listing']
  /** Empty when it gives no access now. */
  readonly pullCommands: readonly PullCommand[]
  readonly instructionsHtml: string
}

// public: part of use cases that have authorized the holder.
/** Adds names, product and pull commands; instructions are shown to those who have access (STO-052). */
export async function describeSubscriptions(
  ctx: Context,
  held: readonly Subscription[],
): Promise<SubscriptionDetails[]> {
  const accounts = new Map((await findAccounts(ctx, unique(held.map((s) => s.accountId)))).map((a) => [a.id, a.name]))
  const plans = new Map((await getPlans(ctx, unique(held.map((s) => s.planId)))).map((found) => [found.plan.id, found]))
  const described: SubscriptionDetails[] = []
  for (const subscription of held) {
    const found = plans.get(subscription.planId)
    if (!found) continue
    const { plan, listing } = found
    const open = isOpen(ctx, subscription, listing)
    const versions = open ? await versionsOf(ctx, plan.productId) : []
    described.push({
      subscription,
      account: accounts.get(subscription.accountId) ?? '',
      plan,
      listing,
      pullCommands: newestCommands(ctx.settings.registryHost, listing.type, plan.repositories, versions),
      instructionsHtml: open ? plan.instructionsHtml : '',
    })
  }
  return described
}

function isOpen(ctx: Context, subscription: Subscription, { state }: PlanOfListing['listing']): boolean {
  return state !== 'revoked' && givesAccess(subscription, ctx.clock.now(), { onHold: state === 'hold' })
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)]
