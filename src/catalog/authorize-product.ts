import type { Context } from '../platform/context.ts'
import { DomainError } from '../platform/errors.ts'
import { authorizePublisher } from '../publishers/index.ts'
import { productNotFound } from './domain/errors.ts'
import type { Product, ProductId } from './domain/listing.ts'
import { products } from './store/products.ts'

/**
 * The product, if the caller may do this much with it as a member of its publisher (STO-005); staff may look.
 * Strangers hear the same as for a product that does not exist (ARC-54).
 */
export async function authorizeProduct(
  ctx: Context,
  productId: ProductId,
  needed: 'viewer' | 'editor' | 'owner',
): Promise<Product> {
  const product = await ctx.transaction((tx) => products(tx).find(productId))
  if (!product) throw productNotFound()
  try {
    await authorizePublisher(ctx, product.publisherId, needed)
  } catch (error) {
    throw error instanceof DomainError && error.kind === 'not_found' ? productNotFound() : error
  }
  return product
}
