import type { Context } from '../platform/context.ts'
import { planNotFound } from './domain/errors.ts'
import type { Listing, ListingVersion, PlanId, PlanOfListing, ProductId } from './domain/listing.ts'
import { isFound } from './domain/listing-state.ts'
import { listings } from './store/listings.ts'
import { plans } from './store/plans.ts'
import { versions } from './store/versions.ts'

// public: for modules above; listings and plans are public facts, who may use them is their question.
/** The listing of a product, in whatever state; undefined when it was never published. */
export async function listingOf(ctx: Context, productId: ProductId): Promise<Listing | undefined> {
  return ctx.transaction((tx) => listings(tx).find(productId))
}

export async function findListingBySlug(ctx: Context, slug: string): Promise<Listing | undefined> {
  return ctx.transaction((tx) => listings(tx).findBySlug(slug))
}

/** The listings of several products; those never published are missing. At most 500. */
export async function getListings(ctx: Context, productIds: readonly ProductId[]): Promise<Listing[]> {
  return ctx.transaction((tx) => listings(tx).findMany(productIds))
}

/** All listings for the desk, those on hold first; at most 500. */
export async function listListings(ctx: Context): Promise<Listing[]> {
  return ctx.transaction((tx) => listings(tx).forStaff(500))
}

/**
 * The plans that give a published repository ("store/acme/widget"), each with its listing. Plans that a revision
 * dropped are among them while somebody may still hold them (`plan.retired`).
 */
export async function plansOfRepository(ctx: Context, repository: string): Promise<PlanOfListing[]> {
  return ctx.transaction((tx) => plans(tx).ofRepository(repository))
}

/** The plans on offer for a product, in the publisher's order; the first page shows the default one. */
export async function plansOfProduct(ctx: Context, productId: ProductId): Promise<PlanOfListing['plan'][]> {
  return ctx.transaction((tx) => plans(tx).ofProduct(productId))
}

/** A plan on offer; throws catalog.plan_not_found for one that is unknown or was dropped. */
export async function getPlan(ctx: Context, planId: PlanId): Promise<PlanOfListing> {
  const [found] = await ctx.transaction((tx) => plans(tx).find([planId]))
  if (!found || found.plan.retired) throw planNotFound()
  return found
}

/** Plans by id, dropped ones too: for what was subscribed to in the past. */
export async function getPlans(ctx: Context, planIds: readonly PlanId[]): Promise<PlanOfListing[]> {
  return ctx.transaction((tx) => plans(tx).find(planIds))
}

/** Published repositories ("store/acme/widget") that nobody may pull from: their listing was blocked (STO-114). */
export async function blockedRepositories(ctx: Context): Promise<string[]> {
  return ctx.transaction((tx) => versions(tx).blockedRepositories())
}

/** The published tags of a product, newest first; at most 500. */
export async function versionsOf(ctx: Context, productId: ProductId): Promise<ListingVersion[]> {
  return ctx.transaction((tx) => versions(tx).ofProduct(productId))
}

/** The published tags of a product that can be pulled: none once it is revoked or withdrawn; newest first, at most 500. */
export async function standingVersionsOf(ctx: Context, productId: ProductId): Promise<ListingVersion[]> {
  return ctx.transaction(async (tx) => {
    const listing = await listings(tx).find(productId)
    return listing && isFound(listing.state) ? versions(tx).standing(productId) : []
  })
}

/** The published repositories of a product ("store/acme/widget"), in order of name; at most 500. */
export async function publishedRepositoriesOf(ctx: Context, productId: ProductId): Promise<string[]> {
  return ctx.transaction((tx) => versions(tx).repositoriesOf(productId))
}
