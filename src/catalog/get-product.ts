import type { Context } from '../platform/context.ts'
import { productNotFound } from './domain/errors.ts'
import type { Draft, Product, ProductId, Revision, RevisionId } from './domain/listing.ts'
import { productProblems } from './product-problems.ts'
import { products } from './store/products.ts'

// public: for modules above, which authorize before they ask.
/** The product; throws catalog.product_not_found. */
export async function getProduct(ctx: Context, productId: ProductId): Promise<Product> {
  return ctx.transaction(async (tx) => {
    const product = await products(tx).find(productId)
    if (!product) throw productNotFound()
    return product
  })
}

/** The latest revision of the product and what keeps it from being submitted. */
export async function getDraft(ctx: Context, productId: ProductId): Promise<Draft> {
  return ctx.transaction(async (tx) => {
    const product = await products(tx).find(productId)
    const latest = product && (await products(tx).latestRevision(productId))
    if (!product || !latest) throw productNotFound()
    const { id, number, state, manifest } = latest
    return {
      revisionId: id,
      number,
      state,
      manifest,
      problems: await productProblems(ctx, tx, product, manifest),
    }
  })
}

/** One revision, whatever became of it; undefined when there is none. */
export async function getRevision(ctx: Context, revisionId: RevisionId): Promise<Revision | undefined> {
  return ctx.transaction((tx) => products(tx).findRevision(revisionId))
}
