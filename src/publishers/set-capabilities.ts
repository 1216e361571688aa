import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { publisherNotFound } from './domain/errors.ts'
import type { Publisher, PublisherId } from './domain/publisher.ts'
import { publishers } from './store/publishers.ts'

export interface SetCapabilities {
  readonly publisherId: PublisherId
  readonly capabilities: Publisher['capabilities']
}

/** Allows or forbids selling licences outside the store (STO-036). Review staff. */
export async function setCapabilities(ctx: Context, input: SetCapabilities): Promise<Publisher> {
  authorize(ctx, 'publishers.review')
  return ctx.transaction(async (tx) => {
    const before = await publishers(tx).lock(input.publisherId)
    if (!before) throw publisherNotFound()
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
