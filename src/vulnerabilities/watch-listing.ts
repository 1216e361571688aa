import { listingOf, type ProductId, standingVersionsOf } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { isError } from '../platform/errors.ts'
import { imageNotFound } from './domain/errors.ts'
import { requestScan } from './request-scan.ts'
import { publishedImages } from './store/published-images.ts'
import { scans } from './store/scans.ts'

// public: called for events by the program itself.
/**
 * Takes over which tags of a product are published (WAT-5): after publishing, a hold, its end, revocation and
 * withdrawal. What is published and was never scanned is scanned now. Repeating it changes nothing (ARC-14).
 */
export async function watchListing(ctx: Context, { productId }: { readonly productId: ProductId }): Promise<void> {
  const unknown = await ctx.transaction(async (tx) => {
    const joined = ctx.within(tx)
    const listing = await listingOf(joined, productId)
    if (!listing) return []
    const product = { productId, publisherId: listing.publisherId }
    await publishedImages(tx).watch(product)
    const tags = await standingVersionsOf(joined, productId)
    await publishedImages(tx).replace(productId, tags)
    await ctx.enqueue(tx, 'vulnerabilities.reconcile-findings', { productId })
    const known = new Set((await scans(tx).summaries(tags.map(({ digest }) => digest))).map(({ digest }) => digest))
    return tags.filter(({ digest }) => !known.has(digest))
  })
  for (const { repository, digest } of unknown) await scanOnce(ctx, repository, digest)
}

async function scanOnce(ctx: Context, repository: string, digest: string): Promise<void> {
  try {
    await requestScan(ctx, { repository, reference: digest, why: 'published' })
  } catch (error) {
    // Deleted or blocked in the meantime: there is nothing left to watch.
    if (!isError(error, imageNotFound)) throw error
  }
}
