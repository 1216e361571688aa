import type { Context } from '../platform/context.ts'
import { authorizePublisher } from '../publishers/index.ts'
import type { OwnerId } from './domain/listing.ts'
import { type ProductOverview, productOverview } from './domain/product-overview.ts'
import { listings } from './store/listings.ts'
import { products } from './store/products.ts'

/** The publisher's products with their status, last changed first (STO-038). */
export async function listProducts(ctx: Context, input: { publisherId: OwnerId }): Promise<ProductOverview[]> {
  await authorizePublisher(ctx, input.publisherId, 'viewer')
  return ctx.transaction(async (tx) => {
    const found = await products(tx).ofPublisher(input.publisherId)
    const ids = found.map(({ id }) => id)
    const latest = new Map((await products(tx).latestRevisions(ids)).map((r) => [r.productId, r]))
    const live = new Map((await listings(tx).findMany(ids)).map((listing) => [listing.productId, listing.state]))
    return found.flatMap((product) => {
      const revision = latest.get(product.id)
      return revision ? [productOverview(product, revision, live.get(product.id))] : []
    })
  })
}
