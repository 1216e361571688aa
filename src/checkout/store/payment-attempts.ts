import type { Selectable } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { AttemptState, OrderId, PaymentAttempt } from '../domain/order.ts'
import type { CheckoutTables, PaymentAttemptTable } from './tables.ts'

/** Attempts to pay, each written down before the provider is asked. */
export const paymentAttempts = (tx: Tx) => {
  const db = tx.withTables<CheckoutTables>()
  return {
    async insert(attempt: PaymentAttempt): Promise<void> {
      await db.insertInto('payment_attempt').values(toRow(attempt)).execute()
    },

    async save(attempt: PaymentAttempt): Promise<void> {
      const { reference, ...changes } = toRow(attempt)
      await db.updateTable('payment_attempt').set(changes).where('reference', '=', reference).execute()
    },

    async find(reference: string): Promise<PaymentAttempt | undefined> {
      const row = await db
        .selectFrom('payment_attempt')
        .selectAll()
        .where('reference', '=', reference)
        .executeTakeFirst()
      return row && toAttempt(row)
    },

    async findByPayment(paymentId: string): Promise<PaymentAttempt | undefined> {
      const row = await db
        .selectFrom('payment_attempt')
        .selectAll()
        .where('payment_id', '=', paymentId)
        .orderBy('asked_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row && toAttempt(row)
    },

    /** The newest attempt of each order. */
    async lastOf(orderIds: readonly OrderId[]): Promise<ReadonlyMap<OrderId, PaymentAttempt>> {
      if (orderIds.length === 0) return new Map()
      const rows = await db
        .selectFrom('payment_attempt')
        .selectAll()
        .distinctOn('order_id')
        .where('order_id', 'in', orderIds)
        .orderBy('order_id')
        .orderBy('number', 'desc')
        .limit(orderIds.length)
        .execute()
      return new Map(rows.map((row) => [row.order_id as OrderId, toAttempt(row)]))
    },

    /** Attempts without a final answer whose time has come, the longest waiting first. */
    async toLookAt(by: Date, limit: number): Promise<PaymentAttempt[]> {
      const rows = await db
        .selectFrom('payment_attempt')
        .selectAll()
        .where('look_at', '<=', by)
        .orderBy('look_at')
        .limit(limit)
        .execute()
      return rows.map(toAttempt)
    },

    /** Only when nothing was heard in the meantime. */
    async lookAgain(reference: string, lookAt: Date | undefined): Promise<void> {
      await db
        .updateTable('payment_attempt')
        .set({ look_at: lookAt ?? null })
        .where('reference', '=', reference)
        .where('state', 'in', ['asked', 'requires_action'])
        .execute()
    },
  }
}

function toRow(attempt: PaymentAttempt) {
  return {
    reference: attempt.reference,
    order_id: attempt.orderId,
    number: attempt.number,
    state: attempt.state,
    payment_id: attempt.paymentId ?? null,
    action_url: attempt.actionUrl ?? null,
    reason: attempt.reason ?? null,
    asked_at: attempt.askedAt,
    look_at: attempt.lookAt ?? null,
  }
}

function toAttempt(row: Selectable<PaymentAttemptTable>): PaymentAttempt {
  return {
    reference: row.reference,
    orderId: row.order_id as OrderId,
    number: row.number,
    state: row.state as AttemptState,
    ...(row.payment_id !== null && { paymentId: row.payment_id }),
    ...(row.action_url !== null && { actionUrl: row.action_url }),
    ...(row.reason !== null && { reason: row.reason }),
    askedAt: row.asked_at,
    ...(row.look_at && { lookAt: row.look_at }),
  }
}
