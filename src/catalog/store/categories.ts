import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { CatalogTables } from './tables.ts'

/** A category with the number of listings that search finds in it. */
export interface Category {
  readonly slug: string
  readonly name: string
  readonly count: number
}

/** The categories, in the order of the house. */
export const categories = (tx: Tx) => {
  const db = tx.withTables<CatalogTables>()
  return {
    async all(): Promise<{ slug: string; name: string }[]> {
      return db.selectFrom('category').select(['slug', 'name']).orderBy('position').limit(500).execute()
    },

    async withCounts(): Promise<Category[]> {
      const { rows } = await sql<{ slug: string; name: string; count: bigint }>`
        SELECT c.slug, c.name, count(l.slug) AS count
        FROM category c
        LEFT JOIN (SELECT slug, unnest(categories) AS category FROM listing WHERE state IN ('published', 'hold')) l
          ON l.category = c.slug
        GROUP BY c.slug, c.name, c.position ORDER BY c.position LIMIT 500`.execute(tx)
      return rows.map((row) => ({ ...row, count: Number(row.count) }))
    },

    /** Display names by slug. */
    async names(slugs: readonly string[]): Promise<Map<string, string>> {
      if (slugs.length === 0) return new Map()
      const rows = await db
        .selectFrom('category')
        .select(['slug', 'name'])
        .where('slug', 'in', [...slugs])
        .limit(500)
        .execute()
      return new Map(rows.map((row) => [row.slug, row.name]))
    },
  }
}
