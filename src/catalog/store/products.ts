import { type Selectable, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import { onUnique } from '../../platform/db/unique.ts'
import { draftMoved, slugTaken } from '../domain/errors.ts'
import type { OwnerId, Product, ProductId, Revision, RevisionId } from '../domain/listing.ts'
import type { Manifest } from '../domain/manifest.ts'
import type { RevisionState } from '../domain/product-status.ts'
import type { CatalogTables } from './tables.ts'

const mostProducts = 500
/** Two for each product: the one on sale and the one in work. */
const mostNaming = 2 * mostProducts

/** Products and their revisions. */
export const products = (tx: Tx) => {
  const db = tx.withTables<CatalogTables>()
  return {
    /** The unique slug decides when two products take one address at once. */
    async insert(product: Product, name: string): Promise<void> {
      const { id, publisherId, slug, createdAt, updatedAt } = product
      await onUnique(
        'product_slug',
        () => slugTaken({ name }),
        db
          .insertInto('product')
          .values({ id, publisher_id: publisherId, slug, created_at: createdAt, updated_at: updatedAt })
          .execute(),
      )
    },

    /** The slugs that begin like this one. */
    async slugsLike(slug: string): Promise<Set<string>> {
      const rows = await db
        .selectFrom('product')
        .select('slug')
        .where(sql<boolean>`starts_with(slug, ${slug})`)
        .limit(10_000)
        .execute()
      return new Set(rows.map((row) => row.slug))
    },

    async find(id: ProductId): Promise<Product | undefined> {
      const row = await db.selectFrom('product').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toProduct(row)
    },

    /** As find, but nobody else changes the product's revisions until the transaction ends. */
    async lock(id: ProductId): Promise<Product | undefined> {
      const row = await db.selectFrom('product').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
      return row && toProduct(row)
    },

    async ofPublisher(publisherId: OwnerId): Promise<Product[]> {
      const rows = await db
        .selectFrom('product')
        .selectAll()
        .where('publisher_id', '=', publisherId)
        .orderBy('updated_at', 'desc')
        .orderBy('id')
        .limit(mostProducts)
        .execute()
      return rows.map(toProduct)
    },

    async touch(id: ProductId, at: Date): Promise<void> {
      await db.updateTable('product').set({ updated_at: at }).where('id', '=', id).execute()
    },

    /** The unique index product_revision_open keeps a product from having two drafts. */
    async insertRevision(revision: Revision): Promise<void> {
      const { id, productId, number, state, manifest, updatedAt } = revision
      await onUnique(
        'product_revision_open',
        draftMoved,
        db
          .insertInto('product_revision')
          .values({
            id,
            product_id: productId,
            number,
            state,
            manifest: JSON.stringify(manifest),
            created_at: updatedAt,
            updated_at: updatedAt,
          })
          .execute(),
      )
    },

    async latestRevision(productId: ProductId): Promise<Revision | undefined> {
      const row = await db
        .selectFrom('product_revision')
        .selectAll()
        .where('product_id', '=', productId)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row && toRevision(row)
    },

    async latestRevisions(productIds: readonly ProductId[]): Promise<Revision[]> {
      if (productIds.length === 0) return []
      const rows = await db
        .selectFrom('product_revision')
        .distinctOn('product_id')
        .selectAll()
        .where('product_id', 'in', [...productIds])
        .orderBy('product_id')
        .orderBy('number', 'desc')
        .limit(mostProducts)
        .execute()
      return rows.map(toRevision)
    },

    async findRevision(id: RevisionId): Promise<Revision | undefined> {
      const row = await db.selectFrom('product_revision').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toRevision(row)
    },

    /** Revisions that name the repository, those that a later one replaced and those that were rejected left out. */
    async revisionsNaming(repository: string): Promise<Revision[]> {
      const named = JSON.stringify({ plans: [{ repositories: [{ repository }] }] })
      const rows = await db
        .selectFrom('product_revision')
        .selectAll()
        .where('state', 'not in', ['superseded', 'rejected', 'withdrawn'])
        .where(sql<boolean>`manifest @> ${named}::jsonb`)
        .orderBy('id')
        .limit(mostNaming)
        .execute()
      return rows.map(toRevision)
    },

    async saveManifest(id: RevisionId, manifest: Manifest, at: Date): Promise<void> {
      await db
        .updateTable('product_revision')
        .set({ manifest: JSON.stringify(manifest), updated_at: at })
        .where('id', '=', id)
        .execute()
    },

    /** Moves the revision only if it is still in one of the states; answers whether it was. */
    async moveRevision(id: RevisionId, from: readonly RevisionState[], to: RevisionState, at: Date): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('product_revision')
        .set({ state: to, updated_at: at })
        .where('id', '=', id)
        .where('state', 'in', [...from])
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    /** What was live until now gives way to the revision that is published. */
    async supersedeOthers(productId: ProductId, live: RevisionId, at: Date): Promise<void> {
      await db
        .updateTable('product_revision')
        .set({ state: 'superseded', updated_at: at })
        .where('product_id', '=', productId)
        .where('state', '=', 'published')
        .where('id', '<>', live)
        .execute()
    },
  }
}

function toProduct(row: Selectable<CatalogTables['product']>): Product {
  return {
    id: row.id as ProductId,
    publisherId: row.publisher_id as OwnerId,
    slug: row.slug,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function toRevision(row: Selectable<CatalogTables['product_revision']>): Revision {
  return {
    id: row.id as RevisionId,
    productId: row.product_id as ProductId,
    number: row.number,
    state: row.state as RevisionState,
    // Written by mergeManifest only, so it has that shape.
    manifest: row.manifest as Manifest,
    updatedAt: row.updated_at,
  }
}
