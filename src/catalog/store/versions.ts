import type { Selectable } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { ListingVersion, Platform, ProductId, RevisionId } from '../domain/listing.ts'
import type { CatalogTables } from './tables.ts'

/** Published tags. */
export const versions = (tx: Tx) => {
  const db = tx.withTables<CatalogTables>()
  return {
    /** Newest first. */
    async ofProduct(productId: ProductId, limit = 500): Promise<ListingVersion[]> {
      const rows = await db
        .selectFrom('listing_version')
        .selectAll()
        .where('product_id', '=', productId)
        .orderBy('published_at', 'desc')
        .orderBy('repository')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toVersion)
    },

    /** Tags of the product that were not revoked, newest first. */
    async standing(productId: ProductId, limit = 500): Promise<ListingVersion[]> {
      const rows = await db
        .selectFrom('listing_version')
        .selectAll()
        .where('product_id', '=', productId)
        .where('revoked_at', 'is', null)
        .orderBy('published_at', 'desc')
        .orderBy('repository')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toVersion)
    },

    /** The repositories that hold tags of the product, in order of name, 500 at most. */
    async repositoriesOf(productId: ProductId): Promise<string[]> {
      const rows = await db
        .selectFrom('listing_version')
        .select('repository')
        .distinct()
        .where('product_id', '=', productId)
        .orderBy('repository')
        .limit(500)
        .execute()
      return rows.map((row) => row.repository)
    },

    /** Adds a tag; one that is there already stays as it is (STO-078), so publishing may be repeated. */
    async add(productId: ProductId, revisionId: RevisionId, id: string, version: ListingVersion): Promise<void> {
      await db
        .insertInto('listing_version')
        .values({
          id,
          product_id: productId,
          revision_id: revisionId,
          repository: version.repository,
          tag: version.tag,
          digest: version.digest,
          platforms: JSON.stringify(version.platforms),
          size: BigInt(version.size),
          pushed_at: version.pushedAt,
          published_at: version.publishedAt,
          release_notes_html: version.releaseNotesHtml,
          revoked_at: null,
        })
        .onConflict((conflict) => conflict.columns(['product_id', 'repository', 'tag']).doNothing())
        .execute()
    },

    /** Blocks every tag of the product that is published now, for good (STO-116). */
    async revokeAll(productId: ProductId, at: Date): Promise<void> {
      await db
        .updateTable('listing_version')
        .set({ revoked_at: at })
        .where('product_id', '=', productId)
        .where('revoked_at', 'is', null)
        .execute()
    },

    /** Repositories of listings that are blocked now, 5,000 at most. */
    async blockedRepositories(): Promise<string[]> {
      const rows = await db
        .selectFrom('listing_version as v')
        .innerJoin('listing as l', 'l.product_id', 'v.product_id')
        .select('v.repository')
        .distinct()
        .where('l.blocked_now', '=', true)
        .limit(5000)
        .execute()
      return rows.map((row) => row.repository)
    },
  }
}

function toVersion(row: Selectable<CatalogTables['listing_version']>): ListingVersion {
  return {
    repository: row.repository,
    tag: row.tag,
    digest: row.digest,
    platforms: row.platforms as Platform[],
    size: Number(row.size),
    pushedAt: row.pushed_at,
    publishedAt: row.published_at,
    releaseNotesHtml: row.release_notes_html,
  }
}
