import { quoteTax, usualFeeBasisPoints } from '../billing/index.ts'
import { getPlan, isForSale, isPaid, listingOf, type PlanId, type PlanOfListing } from '../catalog/index.ts'
import type { Period } from '../licensing/index.ts'
import type { Context } from '../platform/context.ts'
import { Money } from '../platform/money.ts'
import { noSuchPrice, notForSale, nothingToPay, notSoldHere } from './domain/errors.ts'
import type { OrderLine } from './domain/order.ts'

/** What somebody wants to buy. Prices are never taken from the caller. */
export interface Wanted {
  readonly planId: PlanId
  readonly period: Period
  /** ISO 4217. */
  readonly currency: string
  /** ISO 3166-1 alpha-2 of the buyer, for the tax. */
  readonly country: string
}

// public: part of quote and order, which authorize the account.
/** The line of an order as the catalogue and the tax rules make it now. Refuses what is not for sale (STO-120). */
export async function priceLine(ctx: Context, wanted: Wanted): Promise<{ line: OrderLine; offered: PlanOfListing }> {
  const offered = await getPlan(ctx, wanted.planId)
  const { plan, listing } = offered
  if (!isForSale(listing.state)) throw notForSale({ product: listing.name, state: listing.state })
  if (plan.access !== 'subscribed') throw notSoldHere({ plan: plan.name })
  if (!isPaid(plan)) throw nothingToPay({ plan: plan.name })
  const net = priceOf(offered, wanted)
  const tax = await quoteTax(ctx, { country: wanted.country, net })
  const publisherName = (await listingOf(ctx, listing.productId))?.publisherName ?? listing.publisherSlug
  const line: OrderLine = {
    planId: plan.id,
    productId: listing.productId,
    publisherId: listing.publisherId,
    productName: listing.name,
    productPath: listing.path,
    planName: plan.name,
    publisherName,
    period: wanted.period,
    net,
    tax: tax.amount,
    total: net.plus(tax.amount),
    taxLabel: tax.label,
    taxRateBasisPoints: tax.rateBasisPoints,
    feeBasisPoints: usualFeeBasisPoints,
  }
  return { line, offered }
}

/** A price of zero beside others is not bought but subscribed to. */
function priceOf({ plan }: PlanOfListing, { period, currency }: Wanted): Money {
  const price = plan.prices.find((candidate) => candidate.period === period && candidate.currency === currency)
  if (!price) throw noSuchPrice({ plan: plan.name, period, currency })
  const net = Money.fromWire(price)
  if (net.isZero()) throw nothingToPay({ plan: plan.name })
  return net
}
