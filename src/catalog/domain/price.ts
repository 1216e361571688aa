import { Money } from '../../platform/money.ts'
import type { PlanPrice } from './listing.ts'
import type { Access, ManifestPlan, Period } from './manifest.ts'

/** How the price facet sorts plans (STO-127). */
export type PriceKind = 'free' | 'paid' | 'trial' | 'byol'

/** What the plans of a product cost, for its card. */
export interface PriceSummary {
  readonly fromPrice: Money | null
  readonly priceLabel: string
  readonly hasTrial: boolean
  readonly kinds: readonly PriceKind[]
}

type Priced = Pick<ManifestPlan, 'access' | 'prices' | 'trialDays' | 'isDefault'>

const freeLabel = 'Free'
const byolLabel = 'Licence from publisher'
const perPeriod: Readonly<Record<Period, string>> = { month: '/month', year: '/year' }

/** "€9.00/month". */
export function priceLabel(price: PlanPrice): string {
  return `${Money.fromWire(price).format()}${perPeriod[price.period]}`
}

/** What a plan costs, in words: "Free", "€9.00/month", "Licence from publisher". */
export function planPriceLabel(plan: { access: Access; prices: readonly PlanPrice[] }): string {
  if (plan.access === 'byol') return byolLabel
  const lowest = lowestPrice(charged(plan.prices))
  return lowest ? priceLabel(lowest) : freeLabel
}

/** The lowest price and the kinds of plans. A product with a free plan is free, whatever its other plans cost. */
export function summarisePrices(plans: readonly Priced[]): PriceSummary {
  const sold = plans.filter((plan) => plan.access !== 'byol')
  const paid = sold.filter((plan) => charged(plan.prices).length > 0)
  const hasTrial = paid.some((plan) => plan.trialDays > 0)
  const kinds: PriceKind[] = [
    ...(paid.length < sold.length ? (['free'] as const) : []),
    ...(paid.length > 0 ? (['paid'] as const) : []),
    ...(hasTrial ? (['trial'] as const) : []),
    ...(sold.length < plans.length ? (['byol'] as const) : []),
  ]
  const prices = [...paid].sort((a, b) => Number(b.isDefault) - Number(a.isDefault)).flatMap((p) => charged(p.prices))
  const lowest = kinds.includes('free') ? undefined : lowestPrice(prices)
  return {
    fromPrice: lowest ? Money.fromWire(lowest) : null,
    priceLabel: lowest ? `From ${priceLabel(lowest)}` : kinds.includes('free') ? freeLabel : byolLabel,
    hasTrial,
    kinds,
  }
}

function charged(prices: readonly PlanPrice[]): PlanPrice[] {
  return prices.filter(({ amount }) => BigInt(amount) > 0n)
}

/** The lowest among prices of one currency (the first named) and one period (monthly if there is one): others do not compare. */
function lowestPrice(prices: readonly PlanPrice[]): PlanPrice | undefined {
  const currency = prices[0]?.currency
  const comparable = prices.filter((price) => price.currency === currency)
  const monthly = comparable.filter(({ period }) => period === 'month')
  const candidates = monthly.length > 0 ? monthly : comparable
  return candidates.reduce<PlanPrice | undefined>(
    (lowest, price) => (lowest && BigInt(lowest.amount) <= BigInt(price.amount) ? lowest : price),
    undefined,
  )
}
