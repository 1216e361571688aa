import { accountNotFound, authorizeAccountOwner, authorizeSignedIn, findAccount } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { alreadyApplied, badApplication } from './domain/errors.ts'
import type { PublisherApplied } from './domain/events.ts'
import { emptyProfile, isHttps, nextPublisherState, type Publisher } from './domain/publisher.ts'
import { publishers } from './store/publishers.ts'

export interface ApplyAsPublisher {
  /** The caller's own name, or that of an organization that they own (STO-033). */
  readonly account: string
  readonly companyName: string
  readonly website: string
  readonly message: string
}

/** Applies to become a publisher (STO-030); a rejected one may apply again. Throws `publishers.already_applied`. */
export async function applyAsPublisher(ctx: Context, input: ApplyAsPublisher): Promise<Publisher> {
  const caller = authorizeSignedIn(ctx, 'write')
  const account = await findAccount(ctx, { name: input.account })
  if (!account) throw accountNotFound({ name: input.account })
  await authorizeAccountOwner(ctx, account.id)
  if (!isHttps(input.website)) {
    throw badApplication({ fields: [{ field: 'website', message: 'Enter an address that begins with https://.' }] })
  }
  return ctx.transaction(async (tx) => {
    const before = await publishers(tx).byAccount(account.id)
    if (before && nextPublisherState(before.state, 'reapply') === undefined) {
      throw alreadyApplied({ slug: before.slug })
    }
    const {
      decidedAt: _,
      decisionReason: __,
      ...kept
    } = before ?? {
      id: ctx.newId<'publisher'>(),
      accountId: account.id,
      slug: account.name,
      profile: { ...emptyProfile, legalName: input.companyName, website: input.website },
      storyHtml: '',
      capabilities: { byolUngated: false, byolGated: false },
    }
    const publisher: Publisher = {
      ...kept,
      state: 'applied',
      companyName: input.companyName,
      website: input.website,
      message: input.message,
      appliedBy: caller,
      appliedAt: ctx.clock.now(),
    }
    if (before) await publishers(tx).update(publisher)
    else await publishers(tx).insert(publisher)
    await publishers(tx).putMember(publisher.id, caller, 'owner', ctx.clock.now())
    await recordAudit(ctx.within(tx), {
      action: 'publishers.applied',
      subject: { kind: 'publisher', id: publisher.id, name: publisher.slug },
    })
    const event: PublisherApplied = { type: 'publisher.applied', publisherId: publisher.id }
    await ctx.publish(tx, event)
    return publisher
  })
}
