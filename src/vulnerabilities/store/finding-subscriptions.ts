import type { ProductId } from '../../catalog/index.ts'
import type { AccountId } from '../../platform/actor.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { SeverityClass } from '../../scanner/index.ts'
import type { VulnerabilitiesTables } from './tables.ts'

/** Somebody who wants to be told of findings of these classes. */
export interface FindingSubscriber {
  readonly accountId: AccountId
  readonly classes: readonly SeverityClass[]
}

/** Who wants to be told of findings of a product (STO-097). */
export const findingSubscriptions = (tx: Tx) => {
  const db = tx.withTables<VulnerabilitiesTables>()
  return {
    async find(productId: ProductId, accountId: AccountId): Promise<readonly SeverityClass[] | undefined> {
      const row = await db
        .selectFrom('finding_subscription')
        .select('classes')
        .where('product_id', '=', productId)
        .where('account_id', '=', accountId)
        .executeTakeFirst()
      return row?.classes as SeverityClass[] | undefined
    },

    async of(productId: ProductId): Promise<FindingSubscriber[]> {
      const rows = await db
        .selectFrom('finding_subscription')
        .select(['account_id', 'classes'])
        .where('product_id', '=', productId)
        .orderBy('account_id')
        .limit(1000)
        .execute()
      return rows.map((row) => ({
        accountId: row.account_id as AccountId,
        classes: row.classes as SeverityClass[],
      }))
    },

    async put(productId: ProductId, { accountId, classes }: FindingSubscriber, at: Date): Promise<void> {
      const values = { classes: [...classes], changed_at: at }
      await db
        .insertInto('finding_subscription')
        .values({ product_id: productId, account_id: accountId, ...values })
        .onConflict((conflict) => conflict.columns(['product_id', 'account_id']).doUpdateSet(values))
        .execute()
    },
  }
}
