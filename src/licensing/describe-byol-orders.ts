import { getPlans, type PlanOfListing } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import type { ByolOrder } from './domain/byol-order.ts'

/** An order with what it is for. */
export interface ByolOrderDetails {
  readonly order: ByolOrder
  readonly plan: PlanOfListing['plan']
  readonly listing: PlanOfListing['listing']
}

// public: part of use cases that have checked the token or the publisher.
/** Adds plan and product to orders. */
export async function describeByolOrders(ctx: Context, orders: readonly ByolOrder[]): Promise<ByolOrderDetails[]> {
  const found = await getPlans(ctx, [...new Set(orders.map(({ planId }) => planId))])
  const plans = new Map(found.map((entry) => [entry.plan.id, entry]))
  return orders.flatMap((order) => {
    const entry = plans.get(order.planId)
    return entry ? [{ order, ...entry }] : []
  })
}
