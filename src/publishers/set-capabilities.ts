import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { notNow, publisherNotFound } from './domain/errors.ts'
import { isPublic, type Publisher, type PublisherId } from './domain/publisher.ts'
import { publishers } from './store/publishers.ts'

export interface SetCapabilities {
  readonly publisherId: PublisherId
  readonly capabilities: Publisher['capabilities']
}

/** Allows or forbids an active publisher to sell licences outside the store (STO-036, SM-1). Review staff. */
export async function setCapabilities(ctx: Context, input: SetCapabilities): Promise<Publisher> {
  authorize(ctx, 'publishers.review')
  return ctx.transaction(async (tx) => {
    const before = await publishers(tx).lock(input.publisherId)
    if (!before) throw publisherNotFound()
    if (!isPublic(before)) throw notNow({ state: before.state })
    const publisher = { ...before, capabilities: input.capabilities }
    await publishers(tx).update(publisher)
    await recordAudit(ctx.within(tx), {
      action: 'publishers.capabilities_set',
      subject: { kind: 'publisher', id: before.id, name: before.slug },
      before: before.capabilities,
      after: input.capabilities,
    })
    return publisher
  })
}
