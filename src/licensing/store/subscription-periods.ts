import type { Tx } from '../../platform/db/database.ts'
import type { Money } from '../../platform/money.ts'
import type { SubscriptionId } from '../domain/subscription.ts'
import type { LicensingTables } from './tables.ts'

/** A period that an order paid for. */
export interface SubscriptionPeriod {
  readonly id: string
  readonly subscriptionId: SubscriptionId
  readonly orderId: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly price: Money
}

/** What was paid, period by period. */
export const subscriptionPeriods = (tx: Tx) => {
  const db = tx.withTables<LicensingTables>()
  return {
    /** The unique constraint subscription_period_order lets an order pay for one period only. */
    async insert(period: SubscriptionPeriod): Promise<void> {
      await db
        .insertInto('subscription_period')
        .values({
          id: period.id,
          subscription_id: period.subscriptionId,
          order_id: period.orderId,
          starts_at: period.startsAt,
          ends_at: period.endsAt,
          price_minor: period.price.minor,
          currency: period.price.currency,
        })
        .execute()
    },

    async subscriptionOf(orderId: string): Promise<SubscriptionId | undefined> {
      const row = await db
        .selectFrom('subscription_period')
        .select('subscription_id')
        .where('order_id', '=', orderId)
        .executeTakeFirst()
      return row?.subscription_id as SubscriptionId | undefined
    },
  }
}
