import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import { getPublisher } from '../publishers/index.ts'
import { authorizeProduct } from './authorize-product.ts'
import { productNotFound, underReview } from './domain/errors.ts'
import type { ProductSourcesSaved } from './domain/events.ts'
import type { Product, ProductId, Revision } from './domain/listing.ts'
import { type Manifest, type ManifestInput, mergeManifest, sourcesOf } from './domain/manifest.ts'
import { diffManifests } from './domain/manifest-diff.ts'
import { isEditable, isOpen } from './domain/product-status.ts'
import { type ProductEditor, productEditor } from './show-product.ts'
import { products } from './store/products.ts'

export interface SaveDraft {
  readonly productId: ProductId
  readonly change: ManifestInput
}

/**
 * Saves what the publisher has written so far; unfinished is fine (STO-039). Fields that are not named stay.
 * Saving beside a live version begins a new revision; the live one stays (STO-079).
 */
export async function saveDraft(ctx: Context, input: SaveDraft): Promise<ProductEditor> {
  await authorizeProduct(ctx, input.productId, 'editor')
  return ctx.transaction(async (tx) => {
    const product = await products(tx).lock(input.productId)
    const latest = product && (await products(tx).latestRevision(product.id))
    if (!product || !latest) throw productNotFound()
    if (isOpen(latest.state) && !isEditable(latest.state)) throw underReview({ state: latest.state })
    const manifest = mergeManifest(latest.manifest, input.change, ctx.newId)
    const changes = diffManifests(latest.manifest, manifest)
    if (changes.length > 0) {
      await keep(ctx, tx, latest, manifest)
      await products(tx).touch(product.id, ctx.clock.now())
      await tellSources(ctx, tx, product, latest.manifest, manifest)
      await recordAudit(ctx.within(tx), {
        action: 'catalog.draft_saved',
        subject: { kind: 'product', id: product.id, name: manifest.name },
        details: { fields: changes.map(({ field }) => field) },
      })
    }
    return productEditor(ctx, tx, product)
  })
}

async function keep(ctx: Context, tx: Tx, latest: Revision, manifest: Manifest): Promise<void> {
  const at = ctx.clock.now()
  if (isOpen(latest.state)) return products(tx).saveManifest(latest.id, manifest, at)
  const { productId, number } = latest
  await products(tx).insertRevision({
    id: ctx.newId(),
    productId,
    number: number + 1,
    state: 'draft',
    manifest,
    updatedAt: at,
  })
}

/** STO-072: what was saved as a source is scanned at once. Names outside the publisher's own space are not spoken of. */
async function tellSources(ctx: Context, tx: Tx, product: Product, before: Manifest, after: Manifest): Promise<void> {
  const key = ({ repository, tag }: { repository: string; tag: string }) => `${repository}:${tag}`
  const known = new Set(sourcesOf(before).map(key))
  const { slug } = await getPublisher(ctx.within(tx), product.publisherId)
  const fresh = sourcesOf(after).filter((s) => s.repository.startsWith(`${slug}/`) && !known.has(key(s)))
  if (fresh.length === 0) return
  const event: ProductSourcesSaved = {
    type: 'product.sources-saved',
    productId: product.id,
    repositories: fresh.map(({ repository, tag }) => ({ repository, tag })),
  }
  await ctx.publish(tx, event)
}
