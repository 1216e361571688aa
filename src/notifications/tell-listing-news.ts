import { type Listing, listingOf, type ProductId } from '../catalog/index.ts'
import { subscribersOf } from '../licensing/index.ts'
import type { AccountId } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import {
  listingHeldMessage,
  listingReleasedMessage,
  listingRevokedMessage,
  listingUpdatedMessage,
  revocationNearMessage,
} from './domain/customer-messages.ts'
import { preferences } from './store/preferences.ts'
import { readersAt, readersBehind, type Telling, tell } from './tell.ts'

// public: called for events by the program itself.

interface AboutProduct {
  readonly productId: ProductId
}

type Reasoned = AboutProduct & { readonly reason: string }

/** STO-188: the publisher, and customers who want notices. A hold that is over when its event arrives is not told of. */
export async function tellListingHeld(ctx: Context, { productId, reason }: Reasoned): Promise<void> {
  const listing = await listingOf(ctx, productId)
  if (listing?.state !== 'hold') return
  const telling = { kind: 'listing.held' as const, dedupeKey: keyOf('held', listing) }
  await tell(ctx, await readersAt(ctx, listing.publisherId), {
    ...telling,
    message: listingHeldMessage({ ...listing, reason, forPublisher: true }),
  })
  await tellCustomers(ctx, listing, {
    ...telling,
    message: listingHeldMessage({ ...listing, reason, forPublisher: false }),
  })
}

/** STO-188: the hold is lifted. */
export async function tellListingReleased(ctx: Context, { productId }: AboutProduct): Promise<void> {
  const listing = await listingOf(ctx, productId)
  if (!listing) return
  await tellAll(ctx, listing, {
    kind: 'listing.released',
    dedupeKey: keyOf('released', listing),
    message: listingReleasedMessage(listing),
  })
}

/** STO-189: everybody who holds it learns of it, whatever they chose. */
export async function tellListingRevoked(ctx: Context, { productId, reason }: Reasoned): Promise<void> {
  const listing = await listingOf(ctx, productId)
  if (!listing) return
  const telling: Telling = {
    kind: 'listing.revoked',
    dedupeKey: keyOf('revoked', listing),
    message: listingRevokedMessage({ ...listing, reason }),
  }
  await tell(ctx, await readersAt(ctx, listing.publisherId), telling)
  await tellCustomers(ctx, listing, telling, 'all')
}

/** STO-188: a hold comes to its end; the publisher is warned. One that was lifted meanwhile is not told of. */
export async function tellRevocationNear(
  ctx: Context,
  { productId, reason, daysLeft, until }: Reasoned & { readonly daysLeft: number; readonly until: string },
): Promise<void> {
  const listing = await listingOf(ctx, productId)
  if (listing?.state !== 'hold') return
  await tell(ctx, await readersAt(ctx, listing.publisherId), {
    kind: 'listing.revocation_near',
    dedupeKey: `${keyOf('revocation-near', listing)}:${daysLeft}`,
    message: revocationNearMessage({ ...listing, reason, daysLeft, until }),
  })
}

/** STO-190: a new version, for customers who want notices. The first version has no customers yet. */
export async function tellUpdateAvailable(ctx: Context, { productId }: AboutProduct): Promise<void> {
  const listing = await listingOf(ctx, productId)
  if (!listing) return
  await tellCustomers(ctx, listing, {
    kind: 'listing.updated',
    dedupeKey: `listing.updated:${listing.revisionId}`,
    message: listingUpdatedMessage(listing),
  })
}

const keyOf = (what: string, { productId, stateSince }: Listing): string =>
  `listing.${what}:${productId}:${stateSince.toISOString()}`

async function tellAll(ctx: Context, listing: Listing, telling: Telling): Promise<void> {
  await tell(ctx, await readersAt(ctx, listing.publisherId), telling)
  await tellCustomers(ctx, listing, telling)
}

/** Tells holders 500 at a time, each page in a transaction of its own; then those who only asked for notices. */
async function tellCustomers(
  ctx: Context,
  { productId }: Listing,
  telling: Telling,
  whom: 'wanting' | 'all' = 'wanting',
) {
  for (let page = await subscribersOf(ctx, productId); page.length > 0; ) {
    const ids = [...new Set(page.map(({ accountId }) => accountId))]
    const choices = await ctx.transaction((tx) => preferences(tx).choicesFor(productId, ids))
    const wanting = page.filter((holder) => whom === 'all' || (choices.get(holder.accountId) ?? holder.notify))
    await tell(ctx, await readersBehind(ctx, unique(wanting.map(({ accountId }) => accountId))), telling)
    page = await subscribersOf(ctx, productId, page.at(-1)?.subscriptionId)
  }
  for (let page = await askedFor(ctx, productId); page.length > 0; page = await askedFor(ctx, productId, page.at(-1))) {
    await tell(ctx, await readersBehind(ctx, page), telling)
  }
}

const unique = (ids: readonly AccountId[]): AccountId[] => [...new Set(ids)]

const askedFor = (ctx: Context, productId: ProductId, after?: AccountId): Promise<AccountId[]> =>
  ctx.transaction((tx) => preferences(tx).wanting(productId, after))
