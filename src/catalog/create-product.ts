import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizePublisher } from '../publishers/index.ts'
import { nameRequired } from './domain/errors.ts'
import type { OwnerId, Product, Revision } from './domain/listing.ts'
import { emptyManifest } from './domain/manifest.ts'
import { type ProductOverview, productOverview } from './domain/product-overview.ts'
import { freeSlug, slugOf } from './domain/slug.ts'
import { products } from './store/products.ts'

export interface CreateProduct {
  readonly publisherId: OwnerId
  readonly name: string
}

/** Begins a product: an empty draft with a name. The address is made from the name and stays (STO-130). */
export async function createProduct(ctx: Context, input: CreateProduct): Promise<ProductOverview> {
  await authorizePublisher(ctx, input.publisherId, 'editor')
  const name = input.name.trim()
  if (name === '' || [...name].length > 100) {
    throw nameRequired({ fields: [{ field: 'name', message: 'Use 1 to 100 characters.' }] })
  }
  return ctx.transaction(async (tx) => {
    const at = ctx.clock.now()
    const wanted = slugOf(name)
    const taken = await products(tx).slugsLike(wanted)
    const product: Product = {
      id: ctx.newId(),
      publisherId: input.publisherId,
      slug: freeSlug(wanted, (slug) => taken.has(slug)),
      createdAt: at,
      updatedAt: at,
    }
    const revision: Revision = {
      id: ctx.newId(),
      productId: product.id,
      number: 1,
      state: 'draft',
      manifest: emptyManifest(name),
      updatedAt: at,
    }
    await products(tx).insert(product, name)
    await products(tx).insertRevision(revision)
    await recordAudit(ctx.within(tx), {
      action: 'catalog.product_created',
      subject: { kind: 'product', id: product.id, name },
      details: { publisherId: product.publisherId, slug: product.slug },
    })
    return productOverview(product, revision)
  })
}
