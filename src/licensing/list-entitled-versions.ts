import { findListingBySlug, type ListingVersion, plansOfProduct, pullCommand, versionsOf } from '../catalog/index.ts'
import { accountOf } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { callerOf } from './caller-of.ts'
import { decidePull } from './domain/decide-pull.ts'
import { productNotFound, signInForVersions, versionsNotOpen } from './domain/errors.ts'
import type { Refusal } from './domain/refusal.ts'
import { gatherPullFacts } from './pull-facts.ts'

export interface EntitledVersion extends ListingVersion {
  readonly pullCommand: string
}

// public: plans that are open to all show their versions to everybody; the decision guards the others.
/** The published tags that the caller may pull, newest first; refuses when there are none (STO-132). */
export async function listEntitledVersions(ctx: Context, input: { readonly slug: string }): Promise<EntitledVersion[]> {
  return ctx.transaction(async (tx) => {
    const within = ctx.within(tx)
    const listing = await findListingBySlug(within, input.slug)
    if (!listing) throw productNotFound({ slug: input.slug })
    const plans = await plansOfProduct(within, listing.productId)
    const facts = await gatherPullFacts(
      within,
      callerOf(ctx.actor),
      plans.map((plan) => ({ plan, listing })),
    )
    const open = new Set<string>()
    let refusal: Refusal | undefined
    for (const repository of new Set(plans.flatMap((plan) => plan.repositories))) {
      const containing = new Set(plans.filter((plan) => plan.repositories.includes(repository)).map(({ id }) => id))
      const offers = facts.offers.filter((offer) => containing.has(offer.plan.id))
      const decision = decidePull({ ...facts, repository, offers })
      if (decision.allowed) open.add(repository)
      else refusal ??= decision.refusal
    }
    if (open.size === 0 && refusal) throw refused(ctx, refusal)
    const versions = await versionsOf(within, listing.productId)
    return versions
      .filter(({ repository }) => open.has(repository))
      .map((version) => ({
        ...version,
        pullCommand: pullCommand(ctx.settings.registryHost, listing.type, version.repository, version.tag),
      }))
  })
}

function refused(ctx: Context, { text, url = '' }: Refusal): Error {
  return accountOf(ctx.actor) === undefined ? signInForVersions({ text }) : versionsNotOpen({ text, url })
}
