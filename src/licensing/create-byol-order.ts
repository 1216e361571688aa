import { randomBytes } from 'node:crypto'
import { authorizeSignedIn } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import { getPlan, type PlanId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizePublisher, type PublisherId } from '../publishers/index.ts'
import { type ByolOrder, requireSensibleDates } from './domain/byol-order.ts'
import { gatedNotApproved, notAByolPlan } from './domain/errors.ts'
import { byolOrders } from './store/byol-orders.ts'

export interface CreateByolOrder {
  readonly publisherId: PublisherId
  readonly planId: PlanId
  readonly customer?: { readonly name?: string; readonly email?: string }
  /** Default: the moment of redemption. */
  readonly startsAt?: Date
  /** Default: no end. */
  readonly endsAt?: Date
}

/** A publisher sold a licence elsewhere and gets a link for the customer (STO-144). Needs the gated approval (STO-036). */
export async function createByolOrder(ctx: Context, input: CreateByolOrder): Promise<ByolOrder> {
  const publisher = await authorizePublisher(ctx, input.publisherId, 'editor')
  if (!publisher.capabilities.byolGated) throw gatedNotApproved()
  requireSensibleDates(input, ctx.clock.now())
  const createdBy = authorizeSignedIn(ctx, 'write')
  return ctx.transaction(async (tx) => {
    const { plan, listing } = await getPlan(ctx.within(tx), input.planId)
    if (plan.access !== 'byol' || listing.publisherId !== input.publisherId) throw notAByolPlan({ plan: plan.name })
    const order: ByolOrder = {
      id: ctx.newId(),
      token: randomBytes(24).toString('base64url'),
      publisherId: input.publisherId,
      planId: plan.id,
      productId: plan.productId,
      state: 'created',
      customer: input.customer ?? {},
      ...(input.startsAt && { startsAt: input.startsAt }),
      ...(input.endsAt && { endsAt: input.endsAt }),
      createdAt: ctx.clock.now(),
      createdBy,
    }
    await byolOrders(tx).insert(order)
    await recordAudit(ctx.within(tx), {
      action: 'licensing.byol_order_created',
      subject: { kind: 'byol_order', id: order.id },
      details: { publisherId: order.publisherId, planId: order.planId },
    })
    return order
  })
}
