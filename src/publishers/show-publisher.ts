import { authorize, authorizeSignedIn, findAccount } from '../accounts/index.ts'
import { accountOf } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { authorizePublisher } from './authorize-publisher.ts'
import { publisherNotFound } from './domain/errors.ts'
import {
  isPublic,
  type Publisher,
  type PublisherId,
  type PublisherRole,
  type PublisherState,
} from './domain/publisher.ts'
import { type Acceptance, publishers } from './store/publishers.ts'

/** A publisher as its members and review staff see it. */
export interface ShownPublisher {
  readonly publisher: Publisher
  readonly agreement?: Acceptance & { readonly acceptedByName: string }
  readonly queuePosition?: number
  readonly role?: PublisherRole
}

/** One publisher, for members and staff. Throws `publishers.not_found`. */
export async function showPublisher(ctx: Context, input: { readonly id: PublisherId }): Promise<ShownPublisher> {
  const publisher = await authorizePublisher(ctx, input.id, 'viewer')
  return complete(ctx, publisher)
}

/** The publishers that the caller belongs to. */
export async function listMyPublishers(ctx: Context): Promise<ShownPublisher[]> {
  const accountId = authorizeSignedIn(ctx)
  const mine = await ctx.transaction((tx) => publishers(tx).ofMember(accountId))
  return Promise.all(mine.map((publisher) => complete(ctx, publisher)))
}

/** Publishers in a state, in the order of their applications. Review staff. */
export async function listApplications(
  ctx: Context,
  input: { readonly state: PublisherState },
): Promise<ShownPublisher[]> {
  authorize(ctx, 'publishers.review')
  const found = await ctx.transaction((tx) => publishers(tx).inState(input.state))
  return found.map((publisher, index) => ({
    publisher,
    ...(publisher.state === 'applied' && { queuePosition: index + 1 }),
  }))
}

// public: what customers see.
/** A publisher in the programme, for everybody. Throws `publishers.not_found`. */
export async function showPublicPublisher(ctx: Context, input: { readonly slug: string }): Promise<Publisher> {
  const publisher = await ctx.transaction((tx) => publishers(tx).bySlug(input.slug))
  if (!publisher || !isPublic(publisher)) throw publisherNotFound()
  return publisher
}

function complete(ctx: Context, publisher: Publisher): Promise<ShownPublisher> {
  const caller = accountOf(ctx.actor)
  return ctx.transaction(async (tx) => {
    const store = publishers(tx)
    const agreement = await store.lastAcceptance(publisher.id)
    const person = agreement && (await findAccount(ctx.within(tx), { id: agreement.acceptedBy }))
    const role = caller && (await store.roleOf(publisher.id, caller))
    return {
      publisher,
      ...(agreement && { agreement: { ...agreement, acceptedByName: person?.fullName ?? 'somebody' } }),
      ...(publisher.state === 'applied' && { queuePosition: await store.queuePosition(publisher) }),
      ...(role !== undefined && { role }),
    }
  })
}
