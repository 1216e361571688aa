import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Listing } from '../domain/listing.ts'
import {
  type FacetName,
  type Facets,
  type FacetValue,
  facetLabel,
  facetNames,
  type ListingSearch,
} from '../domain/search.ts'
import { toListing } from './listings.ts'
import type { CatalogTables, ListingTable } from './tables.ts'

type Condition = RawBuilder<unknown>

const mostFacetValues = 50

const always = sql`true`
/** STO-119: revoked and withdrawn listings are not found. */
const findable = sql`l.state IN ('published', 'hold')`

/** Finding listings: words, filters, facets. */
export const search = (tx: Tx) => ({
  /** How alike a word must be to count as the same word with a typing error; holds until the transaction ends. */
  async forgiveTypingErrors(): Promise<void> {
    await sql`SET LOCAL pg_trgm.word_similarity_threshold = 0.45`.execute(tx)
  },

  /** The page of results; the order never depends on chance, so that pages neither repeat nor skip. */
  async page(query: ListingSearch): Promise<Listing[]> {
    const { rows } = await sql<Selectable<ListingTable>>`
      SELECT l.* FROM listing l
      WHERE ${findable} AND ${matches(query.text)} AND ${conjunction(Object.values(filters(query)))}
      ORDER BY ${order(query)}, l.product_id
      LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}`.execute(tx)
    return rows.map(toListing)
  },

  /** Total, and for each facet its values counted as if its own filter were not set. */
  async counts(query: ListingSearch): Promise<{ total: number; facets: Facets }> {
    const conditions = filters(query)
    const { rows } = await sql<{ facet: string; value: string; label: string | null; count: bigint }>`
      WITH matched AS MATERIALIZED (
        SELECT l.categories, l.type, l.price_kinds, l.publisher_slug, l.publisher_name, l.architectures,
          l.operating_systems, ${sql.join(
            facetNames.map((name) => sql`${conditions[name]} AS ${sql.ref(flagOf(name))}`),
          )}
        FROM listing l WHERE ${findable} AND ${matches(query.text)} AND ${conditions.certified}
      )
      SELECT 'total' AS facet, '' AS value, NULL::text AS label, count(*) AS count
      FROM matched WHERE ${allFlags()}
      ${sql.join(facetNames.map(facetCounts), sql` `)}
      LIMIT 1000`.execute(tx)
    const valuesOf = (name: FacetName) => rows.filter((row) => row.facet === name).map((row) => toValue(name, row))
    return {
      total: Number(rows.find((row) => row.facet === 'total')?.count ?? 0),
      facets: {
        category: valuesOf('category'),
        type: valuesOf('type'),
        price: valuesOf('price'),
        publisher: valuesOf('publisher'),
        architecture: valuesOf('architecture'),
        operatingSystem: valuesOf('operatingSystem'),
      },
    }
  },

  /** Names that begin like the text or sound like it, best first. The words of a listing begin with its name. */
  async names(text: string, limit: number): Promise<Listing[]> {
    const wanted = text.toLowerCase()
    const start = likePattern(wanted)
    const { rows } = await sql<Selectable<ListingTable>>`
      SELECT l.* FROM listing l
      WHERE ${findable} AND (l.words LIKE ${`${start}%`} OR l.words LIKE ${`% ${start}%`} OR ${resembles(text)})
      ORDER BY l.words LIKE ${`${start}%`} DESC, word_similarity(${wanted}, l.words) DESC, l.pulls DESC, l.product_id
      LIMIT ${limit}`.execute(tx)
    return rows.map(toListing)
  },

  /** The categories in which the text is found, the fullest first. */
  async categoriesOf(text: string, limit: number): Promise<{ slug: string; name: string }[]> {
    const { rows } = await sql<{ slug: string; name: string }>`
      SELECT c.slug, c.name FROM listing l, unnest(l.categories) AS member(slug) JOIN category c USING (slug)
      WHERE ${findable} AND ${matches(text)}
      GROUP BY c.slug, c.name ORDER BY count(*) DESC, c.name LIMIT ${limit}`.execute(tx)
    return rows
  },

  /** Listings for the home page. */
  async shelf(which: 'featured' | 'popular' | 'newest' | 'plugins', limit: number): Promise<Listing[]> {
    const db = tx.withTables<CatalogTables>()
    let query = db.selectFrom('listing').selectAll().where('state', '=', 'published').limit(limit)
    if (which === 'featured') query = query.where(sql<boolean>`categories @> ARRAY['featured-images']`)
    if (which === 'plugins') query = query.where('type', '=', 'plugin')
    query = which === 'newest' ? query : query.orderBy('pulls', 'desc')
    return (await query.orderBy('published_at', 'desc').orderBy('product_id').execute()).map(toListing)
  },
})

function filters(query: ListingSearch): Record<FacetName | 'certified', Condition> {
  return {
    category: overlaps(sql`l.categories`, query.categories),
    type: oneOf(sql`l.type`, query.types),
    price: overlaps(sql`l.price_kinds`, query.prices),
    publisher: oneOf(sql`l.publisher_slug`, query.publishers),
    architecture: overlaps(sql`l.architectures`, query.architectures),
    operatingSystem: overlaps(sql`l.operating_systems`, query.operatingSystems),
    // A listing on hold does not count as certified (STO-119).
    certified: query.certified ? sql`(l.badges @> ARRAY['certified'] AND l.state = 'published')` : always,
  }
}

/** Words of the weighted text, the beginning of a name, or a word that resembles (STO-127). */
function matches(text: string | undefined): Condition {
  const wanted = text?.trim()
  if (!wanted) return always
  return sql`(l.search @@ websearch_to_tsquery('english', ${wanted})
    OR l.search @@ websearch_to_tsquery('simple', ${wanted})
    OR l.words LIKE ${`%${likePattern(wanted.toLowerCase())}%`}
    OR ${resembles(wanted)})`
}

function resembles(text: string): Condition {
  return sql`${text.toLowerCase()} <% l.words`
}

function order(query: ListingSearch): Condition {
  if (query.sort === 'newest') return sql`l.published_at DESC`
  if (query.sort === 'name') return sql`lower(l.name)`
  const wanted = query.text?.trim()
  if (query.sort === 'popular' || !wanted) return sql`l.pulls DESC, l.published_at DESC`
  return sql`ts_rank(l.search, websearch_to_tsquery('english', ${wanted}))
    + word_similarity(${wanted.toLowerCase()}, l.words) DESC, l.pulls DESC, l.published_at DESC`
}

function facetCounts(name: FacetName): Condition {
  const others = conjunction(facetNames.filter((other) => other !== name).map((other) => sql.ref(flagOf(other))))
  const counted: Record<FacetName, Condition> = {
    category: sql`SELECT c.slug AS value, c.name AS label FROM matched, unnest(categories) AS member(slug)
      JOIN category c USING (slug) WHERE ${others}`,
    type: sql`SELECT type AS value, NULL::text AS label FROM matched WHERE ${others}`,
    price: sql`SELECT value, NULL::text AS label FROM matched, unnest(price_kinds) AS value WHERE ${others}`,
    publisher: sql`SELECT publisher_slug AS value, publisher_name AS label FROM matched WHERE ${others}`,
    architecture: sql`SELECT value, NULL::text AS label FROM matched, unnest(architectures) AS value WHERE ${others}`,
    operatingSystem: sql`SELECT value, NULL::text AS label FROM matched, unnest(operating_systems) AS value WHERE ${others}`,
  }
  return sql`UNION ALL (SELECT ${name}::text AS facet, value, max(label) AS label, count(*) AS count
    FROM (${counted[name]}) v GROUP BY value ORDER BY count(*) DESC, value LIMIT ${mostFacetValues})`
}

function toValue(facet: FacetName, row: { value: string; label: string | null; count: bigint }): FacetValue {
  return { value: row.value, label: row.label ?? facetLabel(facet, row.value), count: Number(row.count) }
}

const flagOf = (name: FacetName): string => `ok_${name.toLowerCase()}`
const allFlags = (): Condition => conjunction(facetNames.map((name) => sql.ref(flagOf(name))))

function conjunction(conditions: readonly Condition[]): Condition {
  return sql.join(conditions, sql` AND `)
}

function overlaps(column: Condition, values: readonly string[] | undefined): Condition {
  return values?.length ? sql`${column} && ${[...values]}::text[]` : always
}

function oneOf(column: Condition, values: readonly string[] | undefined): Condition {
  return values?.length ? sql`${column} = ANY(${[...values]}::text[])` : always
}

/** The text with the wildcards of LIKE taken literally. */
function likePattern(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
