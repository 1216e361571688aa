import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import { listingOf, type ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { actorName } from './domain/actor-name.ts'
import { revocationNotProposed } from './domain/errors.ts'
import { revocations } from './store/revocations.ts'

/** Drops a proposal; whoever made it may do so too. Throws moderation.revocation_not_proposed. */
export async function dismissRevocation(ctx: Context, input: { readonly productId: ProductId }): Promise<void> {
  await authorize(ctx, 'moderation.hold')
  await ctx.transaction(async (tx) => {
    const { productId } = input
    const by = { name: actorName(ctx.actor), at: ctx.clock.now() }
    const dismissed = await revocations(tx).decide(productId, 'dismissed', by)
    if (!dismissed) throw revocationNotProposed()
    const listing = await listingOf(ctx.within(tx), productId)
    await recordAudit(ctx.within(tx), {
      action: 'moderation.revocation_dismissed',
      subject: { kind: 'listing', id: productId, ...(listing && { name: listing.name }) },
      details: { kind: dismissed.kind, proposedBy: dismissed.proposedByName },
    })
  })
}
