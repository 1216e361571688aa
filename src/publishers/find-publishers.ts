import type { AccountId } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { mayNotSubmit, publisherNotFound } from './domain/errors.ts'
import { type Publisher, type PublisherId, type PublisherRole, profileProblems } from './domain/publisher.ts'
import { publishers } from './store/publishers.ts'

// public: facts for other modules, which decide who may see them.

/** Throws `publishers.not_found`. */
export async function getPublisher(ctx: Context, id: PublisherId): Promise<Publisher> {
  const publisher = await ctx.transaction((tx) => publishers(tx).byId(id))
  if (!publisher) throw publisherNotFound()
  return publisher
}

/** Publishers by id; unknown ids are left out. */
export function getPublishers(ctx: Context, ids: readonly PublisherId[]): Promise<Publisher[]> {
  return ctx.transaction((tx) => publishers(tx).byIds(ids))
}

/** The publisher that owns a namespace of the registry. */
export function findPublisherByNamespace(ctx: Context, namespace: string): Promise<Publisher | undefined> {
  return ctx.transaction((tx) => publishers(tx).bySlug(namespace))
}

/** The publishers that a person belongs to. */
export function publishersOf(ctx: Context, accountId: AccountId): Promise<Publisher[]> {
  return ctx.transaction((tx) => publishers(tx).ofMember(accountId))
}

/** A person's role in a publisher; undefined for outsiders. */
export function publisherRoleOf(
  ctx: Context,
  accountId: AccountId,
  publisherId: PublisherId,
): Promise<PublisherRole | undefined> {
  return ctx.transaction((tx) => publishers(tx).roleOf(publisherId, accountId))
}

/** Everybody who belongs to a publisher. */
export function membersOf(
  ctx: Context,
  publisherId: PublisherId,
): Promise<{ readonly accountId: AccountId; readonly role: PublisherRole }[]> {
  return ctx.transaction((tx) => publishers(tx).members(publisherId))
}

/** Refuses publishers that may not submit yet, with what they have to do (STO-073). */
export function requireMaySubmit(publisher: Publisher): void {
  if (publisher.state === 'active' || publisher.state === 'under_review') return
  const fields = profileProblems(publisher.profile, publisher.logo !== undefined)
  const next = {
    applied: 'Your application is still being read.',
    rejected: 'Your application was not accepted. You may apply again.',
    accepted: 'Accept the publisher agreement first.',
    agreement_signed: 'Complete the profile first.',
  }[publisher.state]
  throw mayNotSubmit({ next, ...(publisher.state === 'agreement_signed' && { fields }) })
}

/** Where the logo can be fetched, as a path; null without one. The digest in it makes it safe to cache for ever. */
export function logoUrlOf(publisher: Publisher): string | null {
  return publisher.logo ? `/api/v1/publisher-logos/${publisher.slug}?v=${publisher.logo.digest.slice(7, 19)}` : null
}
