import { authorizeProduct, type ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import type { ProductFinding } from './domain/product-finding.ts'
import { findings } from './store/findings.ts'

/** Findings of one product in one answer. */
const mostListed = 5000

/** The findings of a product, open ones and the worst first; for its publisher and for staff only (STO-093). */
export async function listFindings(
  ctx: Context,
  { productId }: { readonly productId: ProductId },
): Promise<ProductFinding[]> {
  await authorizeProduct(ctx, productId, 'viewer')
  return ctx.transaction((tx) => findings(tx).ofProduct(productId, mostListed))
}
