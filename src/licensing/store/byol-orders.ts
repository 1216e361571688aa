import type { Selectable } from 'kysely'
import type { PlanId, ProductId } from '../../catalog/index.ts'
import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { ByolOrder, ByolOrderId, ByolOrderState } from '../domain/byol-order.ts'
import type { SubscriptionId } from '../domain/subscription.ts'
import type { ByolOrderTable, LicensingTables } from './tables.ts'

/** Orders of publishers' own customers. */
export const byolOrders = (tx: Tx) => {
  const db = tx.withTables<LicensingTables>()
  return {
    async insert(order: ByolOrder): Promise<void> {
      await db.insertInto('byol_order').values(toRow(order)).execute()
    },

    async save(order: ByolOrder): Promise<void> {
      const { id, ...changes } = toRow(order)
      await db.updateTable('byol_order').set(changes).where('id', '=', id).execute()
    },

    async findByToken(token: string): Promise<ByolOrder | undefined> {
      const row = await db.selectFrom('byol_order').selectAll().where('token', '=', token).executeTakeFirst()
      return row && toOrder(row)
    },

    /** Redeeming and cancelling take turns. */
    async lockByToken(token: string): Promise<ByolOrder | undefined> {
      const row = await db
        .selectFrom('byol_order')
        .selectAll()
        .where('token', '=', token)
        .forUpdate()
        .executeTakeFirst()
      return row && toOrder(row)
    },

    async lock(id: ByolOrderId, publisherId: string): Promise<ByolOrder | undefined> {
      const row = await db
        .selectFrom('byol_order')
        .selectAll()
        .where('id', '=', id)
        .where('publisher_id', '=', publisherId)
        .forUpdate()
        .executeTakeFirst()
      return row && toOrder(row)
    },

    /** Newest first. */
    async ofPublisher(publisherId: string): Promise<ByolOrder[]> {
      const rows = await db
        .selectFrom('byol_order')
        .selectAll()
        .where('publisher_id', '=', publisherId)
        .orderBy('id', 'desc')
        .limit(500)
        .execute()
      return rows.map(toOrder)
    },
  }
}

function toRow(order: ByolOrder) {
  return {
    id: order.id,
    token: order.token,
    publisher_id: order.publisherId,
    plan_id: order.planId,
    product_id: order.productId,
    state: order.state,
    customer_name: order.customer.name ?? null,
    customer_email: order.customer.email ?? null,
    starts_at: order.startsAt ?? null,
    ends_at: order.endsAt ?? null,
    created_at: order.createdAt,
    created_by: order.createdBy,
    account_id: order.accountId ?? null,
    subscription_id: order.subscriptionId ?? null,
    fulfilled_at: order.fulfilledAt ?? null,
  }
}

function toOrder(row: Selectable<ByolOrderTable>): ByolOrder {
  return {
    id: row.id as ByolOrderId,
    token: row.token,
    publisherId: row.publisher_id,
    planId: row.plan_id as PlanId,
    productId: row.product_id as ProductId,
    state: row.state as ByolOrderState,
    customer: {
      ...(row.customer_name !== null && { name: row.customer_name }),
      ...(row.customer_email !== null && { email: row.customer_email }),
    },
    ...(row.starts_at && { startsAt: row.starts_at }),
    ...(row.ends_at && { endsAt: row.ends_at }),
    createdAt: row.created_at,
    createdBy: row.created_by as AccountId,
    ...(row.account_id !== null && { accountId: row.account_id as AccountId }),
    ...(row.subscription_id !== null && { subscriptionId: row.subscription_id as SubscriptionId }),
    ...(row.fulfilled_at && { fulfilledAt: row.fulfilled_at }),
  }
}
