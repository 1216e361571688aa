import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { notNow, publisherNotFound } from './domain/errors.ts'
import type { PublisherAccepted, PublisherRejected } from './domain/events.ts'
import { nextPublisherState, type Publisher, type PublisherId } from './domain/publisher.ts'
import { publishers } from './store/publishers.ts'

/** Accepts an application; the applicant gets a mail (SM-1). Throws `publishers.not_in_this_state`. */
export async function acceptApplication(
  ctx: Context,
  input: { readonly publisherId: PublisherId },
): Promise<Publisher> {
  authorize(ctx, 'publishers.review')
  return decide(ctx, input.publisherId, 'accept')
}

/** Rejects an application with a reason that the applicant reads (SM-1). Throws `publishers.not_in_this_state`. */
export async function rejectApplication(
  ctx: Context,
  input: { readonly publisherId: PublisherId; readonly reason: string },
): Promise<Publisher> {
  authorize(ctx, 'publishers.review')
  return decide(ctx, input.publisherId, 'reject', input.reason)
}

function decide(ctx: Context, id: PublisherId, decision: 'accept' | 'reject', reason?: string): Promise<Publisher> {
  return ctx.transaction(async (tx) => {
    const before = await publishers(tx).lock(id)
    if (!before) throw publisherNotFound()
    const state = nextPublisherState(before.state, decision)
    if (!state) throw notNow({ state: before.state })
    const publisher: Publisher = {
      ...before,
      state,
      decidedAt: ctx.clock.now(),
      ...(reason !== undefined && { decisionReason: reason }),
    }
    await publishers(tx).update(publisher)
    await recordAudit(ctx.within(tx), {
      action: decision === 'accept' ? 'publishers.application_accepted' : 'publishers.application_rejected',
      subject: { kind: 'publisher', id, name: publisher.slug },
      ...(reason !== undefined && { reason }),
    })
    const event: PublisherAccepted | PublisherRejected =
      decision === 'accept'
        ? { type: 'publisher.accepted', publisherId: id }
        : { type: 'publisher.rejected', publisherId: id, reason: reason ?? '' }
    await ctx.publish(tx, event)
    return publisher
  })
}
