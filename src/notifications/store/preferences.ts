import type { ProductId } from '../../catalog/index.ts'
import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { NotificationsTables } from './tables.ts'

/** What people want to be told. Without a row: news come by mail, products as chosen at subscribing. */
export const preferences = (tx: Tx) => {
  const db = tx.withTables<NotificationsTables>()
  return {
    async newsByMail(accountId: AccountId): Promise<boolean> {
      return !(await this.withoutNews([accountId])).has(accountId)
    },

    /** Those among the accounts who do not want news by mail. */
    async withoutNews(accountIds: readonly AccountId[]): Promise<ReadonlySet<AccountId>> {
      if (accountIds.length === 0) return new Set()
      // bounded: one row per account that the caller names
      const rows = await db
        .selectFrom('notification_preference')
        .select('account_id')
        .where('account_id', 'in', accountIds)
        .where('news_by_mail', '=', false)
        .execute()
      return new Set(rows.map((row) => row.account_id as AccountId))
    },

    async setNewsByMail(accountId: AccountId, newsByMail: boolean, at: Date): Promise<void> {
      const values = { news_by_mail: newsByMail, changed_at: at }
      await db
        .insertInto('notification_preference')
        .values({ account_id: accountId, ...values })
        .onConflict((conflict) => conflict.column('account_id').doUpdateSet(values))
        .execute()
    },

    /** Choices of the account, by product. */
    async noticesOf(accountId: AccountId): Promise<ReadonlyMap<ProductId, boolean>> {
      const rows = await db
        .selectFrom('product_notice')
        .select(['product_id', 'wanted'])
        .where('account_id', '=', accountId)
        .orderBy('changed_at', 'desc')
        .limit(500)
        .execute()
      return new Map(rows.map((row) => [row.product_id as ProductId, row.wanted]))
    },

    /** Choices of these accounts about one product. */
    async choicesFor(productId: ProductId, accountIds: readonly AccountId[]): Promise<ReadonlyMap<AccountId, boolean>> {
      if (accountIds.length === 0) return new Map()
      // bounded: one row per account that the caller names
      const rows = await db
        .selectFrom('product_notice')
        .select(['account_id', 'wanted'])
        .where('product_id', '=', productId)
        .where('account_id', 'in', accountIds)
        .execute()
      return new Map(rows.map((row) => [row.account_id as AccountId, row.wanted]))
    },

    /** Accounts that asked for notices of a product, 500 at a time, whether they hold it or not. */
    async wanting(productId: ProductId, after?: AccountId): Promise<AccountId[]> {
      let select = db
        .selectFrom('product_notice')
        .select('account_id')
        .where('product_id', '=', productId)
        .where('wanted', '=', true)
        .orderBy('account_id')
        .limit(500)
      if (after !== undefined) select = select.where('account_id', '>', after)
      return (await select.execute()).map((row) => row.account_id as AccountId)
    },

    async setNotice(accountId: AccountId, productId: ProductId, wanted: boolean, at: Date): Promise<void> {
      const values = { wanted, changed_at: at }
      await db
        .insertInto('product_notice')
        .values({ account_id: accountId, product_id: productId, ...values })
        .onConflict((conflict) => conflict.columns(['account_id', 'product_id']).doUpdateSet(values))
        .execute()
    },
  }
}
