import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import type { FieldProblem } from '../platform/errors.ts'
import { getPublisher } from '../publishers/index.ts'
import type { PlanId, Product } from './domain/listing.ts'
import type { Manifest } from './domain/manifest.ts'
import { problemsOf } from './domain/manifest-problems.ts'
import { categories } from './store/categories.ts'
import { mediaFiles } from './store/media.ts'
import { plans } from './store/plans.ts'

// public: called by use cases that have authorized the caller for the product.
/** What keeps the manifest from being submitted, checked against categories, uploads and the publisher's namespace too. */
export async function productProblems(
  ctx: Context,
  tx: Tx,
  product: Product,
  manifest: Manifest,
): Promise<FieldProblem[]> {
  const published = await plans(tx).find(manifest.plans.map(({ id }) => id as PlanId))
  const publisher = await getPublisher(ctx.within(tx), product.publisherId)
  return problemsOf(manifest, {
    categories: (await categories(tx).all()).map(({ slug }) => slug),
    media: await mediaFiles(tx).ofProduct(product.id),
    namespace: publisher.slug,
    foreignPlans: published.filter(({ plan }) => plan.productId !== product.id).map(({ plan }) => plan.id),
  })
}
