import { listingOf, type ProductId } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { type ChangedListing, listingBody } from './domain/body.ts'
import { recordEvent } from './record-event.ts'

/** A listing's public state changed. */
export interface ListingNews {
  readonly change: ChangedListing['change']
  readonly productId: ProductId
  readonly reason?: string
}

// public: called for events by the program itself.
/** Tells the publisher's webhooks that a product of theirs was published, put on hold, released, revoked or withdrawn. */
export async function tellListingChanged(ctx: Context, { change, productId, reason }: ListingNews): Promise<void> {
  const listing = await listingOf(ctx, productId)
  if (!listing) return
  const { publisherId, slug, path, name, version, state, stateSince, revisionId } = listing
  const which = change === 'published' ? revisionId : stateSince.toISOString()
  await recordEvent(ctx, {
    publisherId,
    event: 'publish',
    dedupeKey: `listing.${change}:${productId}:${which}`,
    body: listingBody(
      ctx.settings,
      { change, productId, slug, path, name, version, state, ...(reason !== undefined && { reason }) },
      ctx.clock.now(),
    ),
  })
}
