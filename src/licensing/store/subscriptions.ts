import type { Selectable } from 'kysely'
import type { PlanId, ProductId } from '../../catalog/index.ts'
import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import { Money } from '../../platform/money.ts'
import type { Period } from '../domain/period.ts'
import {
  dueAt,
  type EndReason,
  type Subscription,
  type SubscriptionId,
  type SubscriptionState,
} from '../domain/subscription.ts'
import type { LicensingTables, SubscriptionTable } from './tables.ts'

/** What is kept beside a subscription's own facts. */
export interface Origin {
  readonly createdBy: AccountId
  readonly notify: boolean
}

/** A trial that ends soon. */
export interface EndingTrial {
  readonly subscription: Subscription
  readonly remindedAt: Date | null
}

/** Somebody who holds a product, for notices. */
export interface Subscriber {
  readonly accountId: AccountId
  readonly subscriptionId: SubscriptionId
  readonly notify: boolean
}

const current: readonly SubscriptionState[] = ['preparing', 'active', 'past_due']

export const subscriptions = (tx: Tx) => {
  const db = tx.withTables<LicensingTables>()
  return {
    /**
     * False when the account has a current one for the plan, or had its trial: the partial unique indexes
     * subscription_current_once and subscription_trial_once decide races, the loser inserts nothing.
     */
    async insertOnce(subscription: Subscription, origin: Origin): Promise<boolean> {
      const inserted = await db
        .insertInto('subscription')
        .values({
          ...toRow(subscription),
          trial_started_at: subscription.trial ? subscription.startedAt : null,
          notify: origin.notify,
          created_by: origin.createdBy,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst()
      return inserted !== undefined
    },

    async save(subscription: Subscription): Promise<void> {
      const { id, account_id: _, plan_id: __, product_id: ___, ...changes } = toRow(subscription)
      await db.updateTable('subscription').set(changes).where('id', '=', id).execute()
    },

    async find(id: SubscriptionId): Promise<Subscription | undefined> {
      const row = await db.selectFrom('subscription').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toSubscription(row)
    },

    /** Waits for whoever changes it now. */
    async lock(id: SubscriptionId): Promise<Subscription | undefined> {
      const row = await db.selectFrom('subscription').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
      return row && toSubscription(row)
    },

    /** The one that is not over, locked. */
    async lockCurrent(accountId: AccountId, planId: PlanId): Promise<Subscription | undefined> {
      const row = await db
        .selectFrom('subscription')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('plan_id', '=', planId)
        .where('state', 'in', current)
        .forUpdate()
        .executeTakeFirst()
      return row && toSubscription(row)
    },

    /** Everything that any of the accounts has or had of the products; what a pull decision reads. */
    async heldBy(accountIds: readonly string[], productIds: readonly ProductId[]): Promise<Subscription[]> {
      if (accountIds.length === 0 || productIds.length === 0) return []
      const rows = await db
        .selectFrom('subscription')
        .selectAll()
        .where('account_id', 'in', accountIds)
        .where('product_id', 'in', productIds)
        .orderBy('id', 'desc')
        .limit(1000)
        .execute()
      return rows.map(toSubscription)
    },

    /** All of an account, newest first: lapsed ones stay visible in My Content. */
    async ofAccount(accountId: AccountId): Promise<Subscription[]> {
      const rows = await db
        .selectFrom('subscription')
        .selectAll()
        .where('account_id', '=', accountId)
        .orderBy('id', 'desc')
        .limit(500)
        .execute()
      return rows.map(toSubscription)
    },

    /** Those that time has changed by `now`, the longest overdue first. */
    async due(now: Date, limit: number, after?: SubscriptionId): Promise<Subscription[]> {
      let select = db.selectFrom('subscription').selectAll().where('due_at', '<=', now)
      if (after) select = select.where('id', '>', after)
      return (await select.orderBy('id').limit(limit).execute()).map(toSubscription)
    },

    /** Running trials that end between two moments, and when their holders were last told; a page at a time. */
    async endingTrials(
      between: { readonly from: Date; readonly to: Date },
      limit: number,
      after?: SubscriptionId,
    ): Promise<EndingTrial[]> {
      let select = db
        .selectFrom('subscription')
        .selectAll()
        .where('trial', '=', true)
        .where('state', '=', 'active')
        .where('period_end', '>', between.from)
        .where('period_end', '<=', between.to)
      if (after) select = select.where('id', '>', after)
      const rows = await select.orderBy('id').limit(limit).execute()
      return rows.map((row) => ({ subscription: toSubscription(row), remindedAt: row.trial_reminded_at }))
    },

    /** False when somebody else has told in the meantime. */
    async noteReminder(id: SubscriptionId, at: Date, before: Date | null): Promise<boolean> {
      const noted = await db
        .updateTable('subscription')
        .set({ trial_reminded_at: at })
        .where('id', '=', id)
        .where('trial_reminded_at', before === null ? 'is' : '=', before)
        .returning('id')
        .executeTakeFirst()
      return noted !== undefined
    },

    async trialUsed(accountId: AccountId, planIds: readonly PlanId[]): Promise<ReadonlySet<PlanId>> {
      if (planIds.length === 0) return new Set()
      const rows = await db
        .selectFrom('subscription')
        .select('plan_id')
        .where('account_id', '=', accountId)
        .where('plan_id', 'in', planIds)
        .where('trial_started_at', 'is not', null)
        .limit(planIds.length)
        .execute()
      return new Set(rows.map(({ plan_id }) => plan_id as PlanId))
    },

    /** Who holds the product now, a page at a time by subscription. */
    async holders(productId: ProductId, limit: number, after?: SubscriptionId): Promise<Subscriber[]> {
      let select = db
        .selectFrom('subscription')
        .select(['id', 'account_id', 'notify'])
        .where('product_id', '=', productId)
        .where('state', 'in', ['active', 'past_due'])
      if (after) select = select.where('id', '>', after)
      const rows = await select.orderBy('id').limit(limit).execute()
      return rows.map((row) => ({
        accountId: row.account_id as AccountId,
        subscriptionId: row.id as SubscriptionId,
        notify: row.notify,
      }))
    },
  }
}

function toRow(subscription: Subscription) {
  const { price } = subscription
  return {
    id: subscription.id,
    account_id: subscription.accountId,
    plan_id: subscription.planId,
    product_id: subscription.productId,
    state: subscription.state,
    trial: subscription.trial,
    started_at: subscription.startedAt,
    period_start: subscription.periodStart,
    period_end: subscription.periodEnd,
    cancel_at_period_end: subscription.cancelAtPeriodEnd,
    grace_days: subscription.graceDays,
    price_minor: price?.amount.minor ?? null,
    currency: price?.amount.currency ?? null,
    period: price?.period ?? null,
    managed_by: subscription.managedBy ?? null,
    ended_at: subscription.endedAt,
    end_reason: subscription.endReason ?? null,
    due_at: dueAt(subscription),
  }
}

function toSubscription(row: Selectable<SubscriptionTable>): Subscription {
  return {
    id: row.id as SubscriptionId,
    accountId: row.account_id as AccountId,
    planId: row.plan_id as PlanId,
    productId: row.product_id as ProductId,
    state: row.state as SubscriptionState,
    trial: row.trial,
    startedAt: row.started_at,
    periodStart: row.period_start,
    periodEnd: row.period_end,
    cancelAtPeriodEnd: row.cancel_at_period_end,
    graceDays: row.grace_days,
    ...(row.price_minor !== null &&
      row.currency !== null && {
        price: { amount: Money.of(row.price_minor, row.currency), period: row.period as Period },
      }),
    ...(row.managed_by !== null && { managedBy: row.managed_by }),
    endedAt: row.ended_at,
    ...(row.end_reason !== null && { endReason: row.end_reason as EndReason }),
  }
}
