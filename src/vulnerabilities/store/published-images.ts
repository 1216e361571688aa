import { type SqlBool, sql } from 'kysely'
import type { ProductId } from '../../catalog/index.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { PublisherId } from '../../publishers/index.ts'
import type { AffectedImage, AfterImage } from '../domain/product-finding.ts'
import type { PublishedTag } from '../domain/reconcile.ts'
import type { VulnerabilitiesTables } from './tables.ts'

/** Published tags of watched products: what the catalogue says, beside the index. */
export const publishedImages = (tx: Tx) => {
  const db = tx.withTables<VulnerabilitiesTables>()
  return {
    /** Puts the product under watch, and takes it for this transaction. */
    async watch(product: { readonly productId: ProductId; readonly publisherId: PublisherId }): Promise<void> {
      const { productId, publisherId } = product
      await db
        .insertInto('watched_product')
        .values({ product_id: productId, publisher_id: publisherId, last_notice_at: null })
        .onConflict((conflict) => conflict.column('product_id').doUpdateSet({ publisher_id: publisherId }))
        .execute()
    },

    /** Makes these the published tags of the product. */
    async replace(productId: ProductId, tags: readonly Omit<PublishedTag, 'scanned'>[]): Promise<void> {
      await db.deleteFrom('published_image').where('product_id', '=', productId).execute()
      if (tags.length === 0) return
      await db
        .insertInto('published_image')
        .values(
          tags.map(({ repository, tag, digest, publishedAt }) => ({
            ...{ product_id: productId, repository, tag, digest },
            published_at: publishedAt,
          })),
        )
        .execute()
    },

    /** The tags of a product, and whether the index knows what is in them. */
    async tagsOf(productId: ProductId): Promise<PublishedTag[]> {
      const rows = await db
        .selectFrom('published_image as p')
        .leftJoin('scan as s', 's.digest', 'p.digest')
        .select(['p.repository', 'p.tag', 'p.digest', 'p.published_at', 's.indexed_at'])
        .where('p.product_id', '=', productId)
        .orderBy('p.repository')
        .orderBy('p.tag')
        .limit(mostTags)
        .execute()
      return rows.map((row) => ({
        ...{ repository: row.repository, tag: row.tag, digest: row.digest },
        publishedAt: row.published_at,
        scanned: row.indexed_at !== null,
      }))
    },

    async productsWithDigest(digest: string): Promise<ProductId[]> {
      const rows = await db
        .selectFrom('published_image')
        .select('product_id')
        .distinct()
        .where('digest', '=', digest)
        .limit(1000)
        .execute()
      return rows.map((row) => row.product_id as ProductId)
    },

    /** Products with a published image that holds one of the components, after `after`, in order. */
    async productsWith(components: readonly number[], after: string, limit: number): Promise<ProductId[]> {
      const rows = await db
        .selectFrom('image_component as i')
        .innerJoin('scan as s', 's.number', 'i.image')
        .innerJoin('published_image as p', 'p.digest', 's.digest')
        .select('p.product_id')
        .distinct()
        .where(sql<SqlBool>`i.component = ANY(${[...components]}::integer[])`)
        .where('p.product_id', '>', after)
        .orderBy('p.product_id')
        .limit(limit)
        .execute()
      return rows.map((row) => row.product_id as ProductId)
    },

    /** Ids of the records that go by the name: a CVE, or their own id. */
    async advisoriesAbout(name: string): Promise<string[]> {
      const rows = await db
        .selectFrom('advisory_name')
        .select('advisory_id')
        .where('name', '=', name)
        .orderBy('advisory_id')
        .limit(1000)
        .execute()
      return [...new Set([name, ...rows.map((row) => row.advisory_id)])]
    },

    /** Published images that the advisories affect, a page at a time (WAT-1). */
    async affectedBy(
      advisoryIds: readonly string[],
      after: AfterImage | undefined,
      limit: number,
    ): Promise<AffectedImage[]> {
      let select = db
        .selectFrom('component_match as m')
        .innerJoin('component_version as c', 'c.number', 'm.component')
        .innerJoin('image_component as i', 'i.component', 'm.component')
        .innerJoin('scan as s', 's.number', 'i.image')
        .innerJoin('published_image as p', 'p.digest', 's.digest')
        .select(['p.product_id', 'p.repository', 'p.tag', 'p.digest', 'm.advisory_id', 'm.verdict'])
        .select(sql<string>`c.component ->> 'purl'`.as('purl'))
        .where(sql<SqlBool>`m.advisory_id = ANY(${[...advisoryIds]}::text[])`)
        .where('i.declared', '=', false)
        .orderBy('p.product_id')
        .orderBy('p.repository')
        .orderBy('p.tag')
        .orderBy('m.advisory_id')
        .orderBy(sql`c.component ->> 'purl'`)
        .limit(limit)
      if (after) {
        const { productId, repository, tag, advisoryId, purl } = after
        select = select.where(
          sql<SqlBool>`(p.product_id, p.repository, p.tag, m.advisory_id, c.component ->> 'purl')
            > (${productId}::uuid, ${repository}, ${tag}, ${advisoryId}, ${purl})`,
        )
      }
      return (await select.execute()).map((row) => ({
        productId: row.product_id as ProductId,
        ...{ repository: row.repository, tag: row.tag, digest: row.digest, advisoryId: row.advisory_id },
        purl: row.purl,
        verdict: row.verdict as AffectedImage['verdict'],
      }))
    },
  }
}

/** As many tags as the catalogue answers for one product. */
const mostTags = 500
