import { accountOf } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import type { FieldProblem } from '../platform/errors.ts'
import { publisherRoleOf } from '../publishers/index.ts'
import { authorizeProduct } from './authorize-product.ts'
import { productNotFound } from './domain/errors.ts'
import type { Media, Product, ProductId } from './domain/listing.ts'
import type { Manifest } from './domain/manifest.ts'
import { warningsOf } from './domain/plan-problems.ts'
import { type ProductOverview, productOverview } from './domain/product-overview.ts'
import { isEditable, isOpen } from './domain/product-status.ts'
import { productProblems } from './product-problems.ts'
import { listings } from './store/listings.ts'
import { mediaFiles } from './store/media.ts'
import { products } from './store/products.ts'

/** All that the editor shows (STO-039). */
export interface ProductEditor {
  readonly overview: ProductOverview
  /** What is worked on; when nothing is, a copy of the latest version to begin from. */
  readonly draft: Manifest
  readonly revisionNumber: number
  readonly problems: readonly FieldProblem[]
  /** Hints that do not keep it from being submitted. */
  readonly warnings: readonly FieldProblem[]
  readonly live: Manifest | null
  readonly media: readonly Media[]
  readonly canEdit: boolean
}

/** The product as its publisher edits it. Members and staff only. */
export async function showProduct(ctx: Context, input: { productId: ProductId }): Promise<ProductEditor> {
  const product = await authorizeProduct(ctx, input.productId, 'viewer')
  return ctx.transaction((tx) => productEditor(ctx, tx, product))
}

// public: the callers above and in save-draft.ts have authorized.
/** The editor's view of a product. */
export async function productEditor(ctx: Context, tx: Tx, product: Product): Promise<ProductEditor> {
  const latest = await products(tx).latestRevision(product.id)
  if (!latest) throw productNotFound()
  const listing = await listings(tx).find(product.id)
  const live = listing && (await products(tx).findRevision(listing.revisionId))
  return {
    overview: productOverview(product, latest, listing?.state),
    draft: latest.manifest,
    revisionNumber: latest.number,
    problems: await productProblems(ctx, tx, product, latest.manifest),
    warnings: warningsOf(latest.manifest.plans),
    live: live?.manifest ?? null,
    media: await mediaFiles(tx).ofProduct(product.id),
    canEdit: (isEditable(latest.state) || !isOpen(latest.state)) && (await mayEdit(ctx.within(tx), product)),
  }
}

async function mayEdit(ctx: Context, product: Product): Promise<boolean> {
  const accountId = accountOf(ctx.actor)
  const role = accountId && (await publisherRoleOf(ctx, accountId, product.publisherId))
  return role === 'editor' || role === 'owner'
}
