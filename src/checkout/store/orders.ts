import type { Selectable } from 'kysely'
import type { BilledTo } from '../../billing/index.ts'
import type { PlanId, ProductId } from '../../catalog/index.ts'
import type { Period, SubscriptionId } from '../../licensing/index.ts'
import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import { Money } from '../../platform/money.ts'
import type { Order, OrderId, OrderState } from '../domain/order.ts'
import type { CheckoutTables, CustomerOrderTable } from './tables.ts'

/** What customers ordered. */
export const orders = (tx: Tx) => {
  const db = tx.withTables<CheckoutTables>()
  return {
    /** False when the account has an order with this key: the constraint customer_order_key decides races. */
    async insertOnce(order: Order): Promise<boolean> {
      const { line } = order
      const inserted = await db
        .insertInto('customer_order')
        .values({
          id: order.id,
          account_id: order.accountId,
          ordered_by: order.orderedBy,
          plan_id: line.planId,
          product_id: line.productId,
          publisher_id: line.publisherId,
          product_name: line.productName,
          product_path: line.productPath,
          plan_name: line.planName,
          publisher_name: line.publisherName,
          period: line.period,
          net_minor: line.net.minor,
          tax_minor: line.tax.minor,
          total_minor: line.total.minor,
          currency: line.total.currency,
          tax_label: line.taxLabel,
          tax_rate_basis_points: line.taxRateBasisPoints,
          fee_basis_points: line.feeBasisPoints,
          billing: JSON.stringify(order.billing),
          idempotency_key: order.idempotencyKey,
          state: order.state,
          subscription_id: order.subscriptionId ?? null,
          created_at: order.createdAt,
          paid_at: order.paidAt ?? null,
        })
        .onConflict((conflict) => conflict.constraint('customer_order_key').doNothing())
        .returning('id')
        .executeTakeFirst()
      return inserted !== undefined
    },

    /** What was ordered never changes; only where the order stands. */
    async saveState(order: Order): Promise<void> {
      await db
        .updateTable('customer_order')
        .set({
          state: order.state,
          subscription_id: order.subscriptionId ?? null,
          paid_at: order.paidAt ?? null,
        })
        .where('id', '=', order.id)
        .execute()
    },

    async find(id: OrderId): Promise<Order | undefined> {
      const row = await db.selectFrom('customer_order').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toOrder(row)
    },

    /** Whoever settles or pays the order waits for the other. */
    async lock(id: OrderId): Promise<Order | undefined> {
      const row = await db.selectFrom('customer_order').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
      return row && toOrder(row)
    },

    async findByKey(accountId: AccountId, idempotencyKey: string): Promise<Order | undefined> {
      const row = await db
        .selectFrom('customer_order')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('idempotency_key', '=', idempotencyKey)
        .executeTakeFirst()
      return row && toOrder(row)
    },

    /** Newest first. */
    async ofAccount(accountId: AccountId): Promise<Order[]> {
      const rows = await db
        .selectFrom('customer_order')
        .selectAll()
        .where('account_id', '=', accountId)
        .orderBy('id', 'desc')
        .limit(500)
        .execute()
      return rows.map(toOrder)
    },
  }
}

function toOrder(row: Selectable<CustomerOrderTable>): Order {
  return {
    id: row.id as OrderId,
    accountId: row.account_id as AccountId,
    orderedBy: row.ordered_by as AccountId,
    line: {
      planId: row.plan_id as PlanId,
      productId: row.product_id as ProductId,
      publisherId: row.publisher_id,
      productName: row.product_name,
      productPath: row.product_path,
      planName: row.plan_name,
      publisherName: row.publisher_name,
      period: row.period as Period,
      net: Money.of(row.net_minor, row.currency),
      tax: Money.of(row.tax_minor, row.currency),
      total: Money.of(row.total_minor, row.currency),
      taxLabel: row.tax_label,
      taxRateBasisPoints: row.tax_rate_basis_points,
      feeBasisPoints: row.fee_basis_points,
    },
    billing: row.billing as BilledTo,
    idempotencyKey: row.idempotency_key,
    state: row.state as OrderState,
    ...(row.subscription_id !== null && { subscriptionId: row.subscription_id as SubscriptionId }),
    createdAt: row.created_at,
    ...(row.paid_at && { paidAt: row.paid_at }),
  }
}
