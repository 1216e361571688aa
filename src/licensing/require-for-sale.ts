import { isForSale, type PlanOfListing } from '../catalog/index.ts'
import { notForSale, planNotOffered } from './domain/errors.ts'

/** Throws unless new subscriptions to the plan are possible now (STO-080, STO-120). */
export function requireForSale({ plan, listing }: PlanOfListing): void {
  if (!isForSale(listing.state)) throw notForSale({ product: listing.name, state: listing.state })
  if (plan.retired) throw planNotOffered({ plan: plan.name })
}
