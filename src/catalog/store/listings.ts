import { type Selectable, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import { Money } from '../../platform/money.ts'
import type { Badge, Listing, ListingPage, ListingSummary, OwnerId, ProductId, RevisionId } from '../domain/listing.ts'
import type { ListingDocument } from '../domain/listing-document.ts'
import { mediaUrl, pathOf } from '../domain/listing-paths.ts'
import type { ListingState } from '../domain/listing-state.ts'
import type { ContentType } from '../domain/manifest.ts'
import type { CatalogTables, ListingTable } from './tables.ts'

/** One change of state, for the history. */
export interface StateChange {
  readonly id: string
  readonly from: ListingState | undefined
  readonly to: ListingState
  readonly reason?: string
  readonly at: Date
  /** Revoked without grace. */
  readonly blockedNow?: boolean
}

/** Public listings. */
export const listings = (tx: Tx) => {
  const db = tx.withTables<CatalogTables>()
  return {
    async find(productId: ProductId): Promise<Listing | undefined> {
      const row = await db.selectFrom('listing').selectAll().where('product_id', '=', productId).executeTakeFirst()
      return row && toListing(row)
    },

    /** As find, but nobody else moves the listing until the transaction ends. */
    async lock(productId: ProductId): Promise<Listing | undefined> {
      const row = await db
        .selectFrom('listing')
        .selectAll()
        .where('product_id', '=', productId)
        .forUpdate()
        .executeTakeFirst()
      return row && toListing(row)
    },

    async findBySlug(slug: string): Promise<Listing | undefined> {
      const row = await db.selectFrom('listing').selectAll().where('slug', '=', slug).executeTakeFirst()
      return row && toListing(row)
    },

    async findMany(productIds: readonly ProductId[]): Promise<Listing[]> {
      if (productIds.length === 0) return []
      const rows = await db
        .selectFrom('listing')
        .selectAll()
        .where('product_id', 'in', [...productIds])
        .limit(500)
        .execute()
      return rows.map(toListing)
    },

    /** Every listing with its state, those that need attention first. */
    async forStaff(limit: number): Promise<Listing[]> {
      const rows = await db
        .selectFrom('listing')
        .selectAll()
        .orderBy(sql`state <> 'hold'`)
        .orderBy('state_since', 'desc')
        .orderBy('product_id')
        .limit(limit)
        .execute()
      return rows.map(toListing)
    },

    /** Writes the page of a revision: a new listing, or in place of the page before. State, counts and first date stay. */
    async put(document: ListingDocument, state: ListingState, at: Date): Promise<void> {
      const { fromPrice, texts, page, platforms, ...fields } = document
      const values = {
        product_id: fields.productId,
        revision_id: fields.revisionId,
        publisher_id: fields.publisherId,
        publisher_slug: fields.publisherSlug,
        publisher_name: fields.publisherName,
        slug: fields.slug,
        name: fields.name,
        type: fields.type,
        short_description: fields.shortDescription,
        icon_id: fields.iconId,
        media_ids: [...fields.mediaIds],
        categories: [...fields.categories],
        tags: [...fields.tags],
        badges: [...fields.badges],
        price_kinds: [...fields.priceKinds],
        price_label: fields.priceLabel,
        from_minor: fromPrice?.minor ?? null,
        from_currency: fromPrice?.currency ?? null,
        has_trial: fields.hasTrial,
        architectures: [...platforms.architectures],
        operating_systems: [...platforms.operatingSystems],
        version: fields.version,
        page: JSON.stringify(page),
        updated_at: at,
        words: texts.words,
        search: searchVector(texts),
      }
      const { product_id: _, ...changes } = values
      await db
        .insertInto('listing')
        .values({ ...values, state, state_reason: null, state_since: at, published_at: at })
        .onConflict((conflict) => conflict.column('product_id').doUpdateSet(changes))
        .execute()
    },

    async setState(productId: ProductId, change: StateChange): Promise<void> {
      await db
        .updateTable('listing')
        .set({
          state: change.to,
          state_reason: change.reason ?? null,
          state_since: change.at,
          blocked_now: change.blockedNow ?? false,
        })
        .where('product_id', '=', productId)
        .execute()
      await this.noteState(productId, change)
    },

    /** Adds a line to the history of the listing's states. */
    async noteState(productId: ProductId, change: StateChange): Promise<void> {
      await db
        .insertInto('listing_state_change')
        .values({
          id: change.id,
          product_id: productId,
          from_state: change.from ?? null,
          to_state: change.to,
          reason: change.reason ?? null,
          at: change.at,
        })
        .execute()
    },

    /** Adds to the counters, all products in one statement. */
    /** False when the batch was counted before. */
    async countBatchOnce(batchId: string, at: Date): Promise<boolean> {
      const { rows } = await sql`
        INSERT INTO counted_pull_batch (id, counted_at) VALUES (${batchId}, ${at})
        ON CONFLICT (id) DO NOTHING RETURNING id`.execute(tx)
      return rows.length > 0
    },

    async forgetBatches(before: Date): Promise<void> {
      await sql`DELETE FROM counted_pull_batch WHERE counted_at < ${before}`.execute(tx)
    },

    async addPulls(counts: readonly { productId: ProductId; count: number }[]): Promise<void> {
      if (counts.length === 0) return
      await sql`
        UPDATE listing SET pulls = pulls + added.count
        FROM (SELECT unnest(${counts.map((c) => c.productId)}::uuid[]) AS product_id,
                     unnest(${counts.map((c) => c.count)}::bigint[]) AS count) added
        WHERE listing.product_id = added.product_id`.execute(tx)
    },

    async totals(): Promise<{ products: number; publishers: number; pulls: bigint }> {
      const { rows } = await sql<{ products: bigint; publishers: bigint; pulls: bigint }>`
        SELECT count(*) AS products, count(DISTINCT publisher_id) AS publishers, coalesce(sum(pulls), 0)::bigint AS pulls
        FROM listing WHERE state IN ('published', 'hold')`.execute(tx)
      const [row] = rows
      return {
        products: Number(row?.products ?? 0),
        publishers: Number(row?.publishers ?? 0),
        pulls: row?.pulls ?? 0n,
      }
    },
  }
}

/** Weighted: name first, then publisher and tags, then the short and the long description (STO-127). */
function searchVector(texts: ListingDocument['texts']) {
  return sql<string>`
    setweight(to_tsvector('english', ${texts.name}), 'A') || setweight(to_tsvector('simple', ${texts.name}), 'A') ||
    setweight(to_tsvector('simple', ${texts.findable}), 'B') ||
    setweight(to_tsvector('english', ${texts.short}), 'C') || setweight(to_tsvector('english', ${texts.long}), 'D')`
}

type ListingRow = Selectable<ListingTable>

/** The columns of a listing as other modules need them. */
export function toSummary(
  row: Pick<
    ListingRow,
    | 'product_id'
    | 'slug'
    | 'name'
    | 'type'
    | 'icon_id'
    | 'state'
    | 'state_reason'
    | 'state_since'
    | 'blocked_now'
    | 'publisher_id'
    | 'publisher_slug'
    | 'version'
  >,
): ListingSummary {
  const type = row.type as ContentType
  return {
    productId: row.product_id as ProductId,
    slug: row.slug,
    path: pathOf(type, row.slug),
    name: row.name,
    type,
    iconUrl: row.icon_id === null ? null : mediaUrl(row.icon_id),
    state: row.state as ListingState,
    ...(row.state_reason !== null && { stateReason: row.state_reason }),
    stateSince: row.state_since,
    blockedNow: row.blocked_now,
    publisherId: row.publisher_id as OwnerId,
    publisherSlug: row.publisher_slug,
    version: row.version,
  }
}

export function toListing(row: ListingRow): Listing {
  return {
    ...toSummary(row),
    revisionId: row.revision_id as RevisionId,
    publisherName: row.publisher_name,
    shortDescription: row.short_description,
    pulls: row.pulls,
    fromPrice:
      row.from_minor === null || row.from_currency === null ? null : Money.of(row.from_minor, row.from_currency),
    priceLabel: row.price_label,
    hasTrial: row.has_trial,
    badges: row.badges as Badge[],
    categories: row.categories,
    tags: row.tags,
    page: row.page as ListingPage,
    publishedAt: row.published_at,
    updatedAt: row.updated_at,
  }
}
