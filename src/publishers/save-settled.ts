import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import type { Tx } from '../platform/db/database.ts'
import type { PublisherActivated } from './domain/events.ts'
import { type Publisher, settle } from './domain/publisher.ts'
import { publishers } from './store/publishers.ts'

// public: a step of changes that were authorized before.
/** Stores a changed publisher; one that is complete now becomes active, and that is told (SM-1). */
export async function saveSettled(ctx: Context, tx: Tx, changed: Publisher): Promise<Publisher> {
  const publisher = settle(changed)
  await publishers(tx).update(publisher)
  if (publisher.state !== changed.state) {
    await recordAudit(ctx.within(tx), {
      action: 'publishers.activated',
      subject: { kind: 'publisher', id: publisher.id, name: publisher.slug },
    })
    const event: PublisherActivated = { type: 'publisher.activated', publisherId: publisher.id }
    await ctx.publish(tx, event)
  }
  return publisher
}
