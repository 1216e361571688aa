import type { Context } from '../platform/context.ts'
import { listingNotFound, listingStateRefused } from './domain/errors.ts'
import type { Listing, ProductId } from './domain/listing.ts'
import { type ListingEvent, nextListingState } from './domain/listing-state.ts'
import { listings } from './store/listings.ts'
import { versions } from './store/versions.ts'

export interface MoveListing {
  readonly productId: ProductId
  readonly reason: string
  readonly at: Date
}

// public: moderation decides and authorizes; catalog only keeps the state.
/** Puts a published listing on hold (STO-108). Throws catalog.listing_state_refused. */
export const markHeld = (ctx: Context, input: MoveListing): Promise<Listing> => move(ctx, 'hold', input)

/** Ends a hold (STO-111). */
export const markReleased = (ctx: Context, input: Omit<MoveListing, 'reason'>): Promise<Listing> =>
  move(ctx, 'lift', input)

/** Takes a listing away for good; its page stays as a tombstone (STO-114). `blockedNow`: without grace, at once. */
export const markRevoked = (ctx: Context, input: MoveListing & { readonly blockedNow?: boolean }): Promise<Listing> =>
  ctx.transaction(async (tx) => {
    const listing = await move(ctx.within(tx), 'revoke', input)
    await versions(tx).revokeAll(input.productId, input.at)
    return { ...listing, blockedNow: input.blockedNow === true }
  })

/** The publisher takes the listing back (STO-080). */
export const markWithdrawn = (ctx: Context, input: MoveListing): Promise<Listing> => move(ctx, 'withdraw', input)

async function move(
  ctx: Context,
  event: ListingEvent,
  input: Omit<MoveListing, 'reason'> & { readonly reason?: string; readonly blockedNow?: boolean },
): Promise<Listing> {
  return ctx.transaction(async (tx) => {
    const { productId, reason, at, blockedNow = false } = input
    const listing = await listings(tx).lock(productId)
    if (!listing) throw listingNotFound({ slug: productId })
    const to = nextListingState(listing.state, event)
    if (!to) throw listingStateRefused({ state: listing.state, event })
    const change = { id: ctx.newId(), from: listing.state, to, at, blockedNow }
    await listings(tx).setState(productId, reason === undefined ? change : { ...change, reason })
    const { stateReason: _, ...rest } = listing
    return { ...rest, state: to, stateSince: at, ...(reason !== undefined && { stateReason: reason }) }
  })
}
