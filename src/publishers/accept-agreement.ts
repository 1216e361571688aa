import { authorizeSignedIn } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { currentAgreement } from './agreement/agreement.ts'
import { authorizePublisher } from './authorize-publisher.ts'
import { agreementChanged, notNow, publisherNotFound } from './domain/errors.ts'
import { nextPublisherState, type Publisher, type PublisherId } from './domain/publisher.ts'
import { saveSettled } from './save-settled.ts'
import { publishers } from './store/publishers.ts'

export interface AcceptAgreement {
  readonly publisherId: PublisherId
  /** Version and hash of the text that was read. */
  readonly version: string
  readonly hash: string
}

/**
 * Accepts the publisher agreement; version, person and time are kept (STO-031). Owners only.
 * Throws `publishers.agreement_changed`, `publishers.not_in_this_state`.
 */
export async function acceptAgreement(ctx: Context, input: AcceptAgreement): Promise<Publisher> {
  await authorizePublisher(ctx, input.publisherId, 'owner')
  const acceptedBy = authorizeSignedIn(ctx, 'write')
  const { version, hash } = currentAgreement
  if (input.version !== version || input.hash !== hash) throw agreementChanged({ version })
  return ctx.transaction(async (tx) => {
    const before = await publishers(tx).lock(input.publisherId)
    if (!before) throw publisherNotFound()
    const state = nextPublisherState(before.state, 'sign')
    if (!state) throw notNow({ state: before.state })
    await publishers(tx).recordAcceptance(before.id, { version, hash, acceptedBy, acceptedAt: ctx.clock.now() })
    await recordAudit(ctx.within(tx), {
      action: 'publishers.agreement_accepted',
      subject: { kind: 'publisher', id: before.id, name: before.slug },
      details: { version, hash },
    })
    return saveSettled(ctx, tx, { ...before, state })
  })
}
