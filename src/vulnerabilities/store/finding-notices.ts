import { type SqlBool, sql } from 'kysely'
import type { ProductId } from '../../catalog/index.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { SeverityClass } from '../../scanner/index.ts'
import type { FindingState } from '../domain/finding-clock.ts'
import type { NoticeId, NoticeItem, OwedFinding } from '../domain/notice.ts'
import type { FindingId } from '../domain/product-finding.ts'
import type { VulnerabilitiesTables } from './tables.ts'

/** A message about findings, as it was written. */
export interface FindingNotice {
  readonly id: NoticeId
  readonly productId: ProductId
  /** Something in it is being exploited. */
  readonly urgent: boolean
  readonly createdAt: Date
  readonly sentAt?: Date
}

/** A finding that something has to be told of, and no message from since then speaks of it. */
const isUntold = sql<SqlBool>`f.owed <> 'none' AND NOT EXISTS (
  SELECT FROM finding_notice_item i JOIN finding_notice n ON n.id = i.notice_id
  WHERE i.finding_id = f.id AND n.created_at >= f.owed_since AND i.class = f.class AND i.state = f.state)`

/** Messages to publishers about findings of a product. */
export const findingNotices = (tx: Tx) => {
  const db = tx.withTables<VulnerabilitiesTables>()
  return {
    /** Products after `after` of which something has to be told, in order. */
    async productsOwed(after: string, limit: number): Promise<ProductId[]> {
      const rows = await db
        .selectFrom('finding as f')
        .select('f.product_id')
        .distinct()
        .where(isUntold)
        .where('f.product_id', '>', after)
        .orderBy('f.product_id')
        .limit(limit)
        .execute()
      return rows.map((row) => row.product_id as ProductId)
    },

    /** What has to be told of a product. */
    async owed(productId: ProductId, limit: number): Promise<OwedFinding[]> {
      const rows = await db
        .selectFrom('finding as f')
        .select(['f.id', 'f.state', 'f.class', 'f.known_exploited'])
        .where('f.product_id', '=', productId)
        .where(isUntold)
        .orderBy('f.id')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        findingId: row.id as FindingId,
        state: row.state as FindingState,
        class: row.class as SeverityClass,
        knownExploited: row.known_exploited,
      }))
    },

    async insert(notice: FindingNotice, items: readonly NoticeItem[]): Promise<void> {
      const { id, productId, urgent, createdAt } = notice
      await db
        .insertInto('finding_notice')
        .values({ id, product_id: productId, urgent, created_at: createdAt, sent_at: null })
        .execute()
      await db
        .insertInto('finding_notice_item')
        .values(
          items.map((item) => ({
            ...{ notice_id: id, finding_id: item.findingId, state: item.state, class: item.class },
          })),
        )
        .execute()
      await db
        .updateTable('watched_product')
        .set({ last_notice_at: createdAt })
        .where('product_id', '=', productId)
        .execute()
    },

    async find(id: NoticeId): Promise<FindingNotice | undefined> {
      const row = await db.selectFrom('finding_notice').selectAll().where('id', '=', id).executeTakeFirst()
      return (
        row && {
          ...{ id, productId: row.product_id as ProductId, urgent: row.urgent, createdAt: row.created_at },
          ...(row.sent_at && { sentAt: row.sent_at }),
        }
      )
    },

    async itemsOf(id: NoticeId): Promise<NoticeItem[]> {
      const rows = await db
        .selectFrom('finding_notice_item')
        .select(['finding_id', 'state', 'class'])
        .where('notice_id', '=', id)
        .orderBy('finding_id')
        .limit(10_000)
        .execute()
      return rows.map((row) => ({
        findingId: row.finding_id as FindingId,
        state: row.state as FindingState,
        class: row.class as SeverityClass,
      }))
    },

    /** False when it was recorded before: the first moment counts. */
    async markSent(id: NoticeId, at: Date): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('finding_notice')
        .set({ sent_at: at })
        .where('id', '=', id)
        .where('sent_at', 'is', null)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },
  }
}
