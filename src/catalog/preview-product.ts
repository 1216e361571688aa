import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { renderMarkdown } from '../platform/markdown.ts'
import { getPublisher } from '../publishers/index.ts'
import { authorizeProduct } from './authorize-product.ts'
import { productNotFound } from './domain/errors.ts'
import type { Listing, Product, ProductId } from './domain/listing.ts'
import { listingDocument, publishedPlans } from './domain/listing-document.ts'
import { mediaUrl, pathOf } from './domain/listing-paths.ts'
import type { Manifest } from './domain/manifest.ts'
import { isFinishedPrice } from './domain/plan-problems.ts'
import { type ListingDetails, listingDetails } from './listing-details.ts'
import { publisherName } from './publisher-name.ts'
import { mediaFiles } from './store/media.ts'
import { products } from './store/products.ts'

/**
 * The product page as the draft would make it (STO-039), or as the given manifest of the product would.
 * Unfinished prices are left out.
 */
export async function previewProduct(
  ctx: Context,
  input: { productId: ProductId; manifest?: Manifest },
): Promise<ListingDetails> {
  const product = await authorizeProduct(ctx, input.productId, 'viewer')
  return ctx.transaction(async (tx) => {
    const latest = await products(tx).latestRevision(product.id)
    if (!latest) throw productNotFound()
    return previewOf(ctx, tx, product, { id: latest.id, manifest: presentable(input.manifest ?? latest.manifest) })
  })
}

async function previewOf(
  ctx: Context,
  tx: Tx,
  product: Product,
  revision: { id: Listing['revisionId']; manifest: Manifest },
): Promise<ListingDetails> {
  const publisher = await getPublisher(ctx.within(tx), product.publisherId)
  const document = listingDocument({
    product,
    revision,
    publisher: { slug: publisher.slug, name: publisherName(publisher) },
    media: await mediaFiles(tx).ofProduct(product.id),
    platforms: [],
    render: renderMarkdown,
  })
  const at = ctx.clock.now()
  const listing: Listing = {
    ...document,
    path: pathOf(document.type, document.slug),
    iconUrl: document.iconId === null ? null : mediaUrl(document.iconId),
    state: 'published',
    stateSince: at,
    blockedNow: false,
    pulls: 0n,
    publishedAt: at,
    updatedAt: at,
  }
  return listingDetails(ctx, tx, listing, publishedPlans(product.id, revision.manifest, renderMarkdown), [])
}

function presentable(manifest: Manifest): Manifest {
  return {
    ...manifest,
    plans: manifest.plans.map((plan) => ({ ...plan, prices: plan.prices.filter(isFinishedPrice) })),
  }
}
