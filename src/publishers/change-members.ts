import { authorizeSignedIn, findAccount, findAccounts } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizePublisher } from './authorize-publisher.ts'
import { lastPublisherOwner, memberNotFound } from './domain/errors.ts'
import type { PublisherId, PublisherRole } from './domain/publisher.ts'
import { publishers } from './store/publishers.ts'

export interface PublisherMember {
  readonly name: string
  readonly fullName: string
  readonly role: PublisherRole
}

/** Adds somebody to the publisher or changes their role. Owners only. Throws `publishers.last_owner`. */
export async function putPublisherMember(
  ctx: Context,
  input: { readonly publisherId: PublisherId; readonly username: string; readonly role: PublisherRole },
): Promise<void> {
  await authorizePublisher(ctx, input.publisherId, 'owner')
  await change(ctx, input.publisherId, input.username, input.role)
}

/** Takes somebody out of the publisher: owners anybody, others themselves. Throws `publishers.last_owner`. */
export async function removePublisherMember(
  ctx: Context,
  input: { readonly publisherId: PublisherId; readonly username: string },
): Promise<void> {
  const caller = authorizeSignedIn(ctx, 'write')
  const person = await findAccount(ctx, { name: input.username })
  await authorizePublisher(ctx, input.publisherId, person?.id === caller ? 'viewer' : 'owner')
  await change(ctx, input.publisherId, input.username, undefined)
}

/** The members by name. */
export async function listPublisherMembers(
  ctx: Context,
  input: { readonly publisherId: PublisherId },
): Promise<PublisherMember[]> {
  await authorizePublisher(ctx, input.publisherId, 'viewer')
  return ctx.transaction(async (tx) => {
    const members = await publishers(tx).members(input.publisherId)
    const accounts = await findAccounts(
      ctx.within(tx),
      members.map(({ accountId }) => accountId),
    )
    return accounts
      .map(({ id, name, fullName }) => ({
        name,
        fullName,
        role: members.find(({ accountId }) => accountId === id)?.role ?? 'viewer',
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  })
}

async function change(ctx: Context, id: PublisherId, username: string, role?: PublisherRole): Promise<void> {
  await ctx.transaction(async (tx) => {
    const publisher = await publishers(tx).lock(id)
    const person = await findAccount(ctx.within(tx), { name: username })
    if (person?.kind !== 'user' || !person.emailVerified) throw memberNotFound({ username })
    const others = (await publishers(tx).members(id)).filter(({ accountId }) => accountId !== person.id)
    if (role !== 'owner' && !others.some((member) => member.role === 'owner')) throw lastPublisherOwner()
    if (role === undefined) await publishers(tx).removeMember(id, person.id)
    else await publishers(tx).putMember(id, person.id, role, ctx.clock.now())
    await recordAudit(ctx.within(tx), {
      action: role === undefined ? 'publishers.member_removed' : 'publishers.member_changed',
      subject: { kind: 'publisher', id, ...(publisher && { name: publisher.slug }) },
      details: { member: person.name, ...(role !== undefined && { role }) },
    })
  })
}
