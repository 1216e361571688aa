import { recordAudit } from '../audit/index.ts'
import { authorizeProduct, getDraft, listingOf, markRevision, markWithdrawn, type ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import type { ListingEventSpoken } from './domain/events.ts'
import { submissions } from './store/submissions.ts'
import { takeBack } from './withdraw-submission.ts'

/**
 * The publisher takes a product back (STO-080). What was never published ends at once; a live listing takes no new
 * customers, and those it has keep what they have until their period ends. An open submission is withdrawn with it.
 */
export async function withdrawListing(ctx: Context, input: { productId: ProductId }): Promise<void> {
  await authorizeProduct(ctx, input.productId, 'owner')
  await ctx.transaction(async (tx) => {
    const { productId } = input
    const joined = ctx.within(tx)
    const open = await submissions(tx).openOf(productId)
    const listing = await listingOf(joined, productId)
    const draft = await getDraft(joined, productId)
    if (open) await takeBack(ctx, tx, open.id)
    else if (draft.state === 'draft' && !listing) {
      await markRevision(joined, { revisionId: draft.revisionId, state: 'withdrawn' })
    }
    if (listing) {
      await markWithdrawn(joined, { productId, reason: 'Withdrawn by the publisher', at: ctx.clock.now() })
      const event: ListingEventSpoken = { type: 'listing.withdrawn', productId }
      await ctx.publish(tx, event)
    }
    await recordAudit(joined, {
      action: 'moderation.product_withdrawn',
      subject: { kind: 'product', id: productId, name: draft.manifest.name },
      details: { listed: listing !== undefined },
    })
  })
}
