import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Media, MediaId, ProductId } from '../domain/listing.ts'
import type { CatalogTables } from './tables.ts'

/** Uploads one product may have. */
export const mostMedia = 200

/** Icons and screenshots that were uploaded. */
export const mediaFiles = (tx: Tx) => {
  const db = tx.withTables<CatalogTables>()
  return {
    async insert(media: Media, at: Date): Promise<void> {
      const { id, productId, kind, digest, contentType, width, height, size } = media
      await db
        .insertInto('media')
        .values({
          id,
          product_id: productId,
          kind,
          digest,
          content_type: contentType,
          width,
          height,
          size: BigInt(size),
          created_at: at,
        })
        .execute()
    },

    async find(id: MediaId): Promise<Media | undefined> {
      const row = await db.selectFrom('media').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toMedia(row)
    },

    async ofProduct(productId: ProductId): Promise<Media[]> {
      const rows = await db
        .selectFrom('media')
        .selectAll()
        .where('product_id', '=', productId)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(mostMedia)
        .execute()
      return rows.map(toMedia)
    },

    /** The newest file of the product with the same content and purpose: uploading it again makes no second one. */
    async same(productId: ProductId, kind: Media['kind'], digest: string): Promise<Media | undefined> {
      const row = await db
        .selectFrom('media')
        .selectAll()
        .where('product_id', '=', productId)
        .where('kind', '=', kind)
        .where('digest', '=', digest)
        .limit(1)
        .executeTakeFirst()
      return row && toMedia(row)
    },

    /** True when a public listing shows the file. */
    async isPublic(id: MediaId): Promise<boolean> {
      const row = await db
        .selectFrom('listing')
        .select('product_id')
        .where(sql<boolean>`media_ids @> ARRAY[${id}]::uuid[]`)
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },
  }
}

function toMedia(row: Selectable<CatalogTables['media']>): Media {
  return {
    id: row.id as MediaId,
    productId: row.product_id as ProductId,
    kind: row.kind as Media['kind'],
    digest: row.digest,
    contentType: row.content_type,
    width: row.width,
    height: row.height,
    size: Number(row.size),
  }
}
