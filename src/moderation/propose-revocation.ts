import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import { listingOf, type ProductId } from '../catalog/index.ts'
import { accountOf } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { actorName } from './domain/actor-name.ts'
import { cannotRevoke, secondPersonNeeded, textRequired } from './domain/errors.ts'
import type { Revocation, RevocationKind } from './domain/revocation.ts'
import { revocations } from './store/revocations.ts'

export interface ProposeRevocation {
  readonly productId: ProductId
  readonly kind: RevocationKind
  /** Shown on the product page and to everybody whose pull is refused. */
  readonly reason: string
}

/** Proposes to take a listing away; nothing happens until another member of the staff confirms it (STO-115). */
export async function proposeRevocation(ctx: Context, input: ProposeRevocation): Promise<Revocation> {
  await authorize(ctx, 'moderation.hold')
  const proposedBy = accountOf(ctx.actor)
  if (!proposedBy) throw secondPersonNeeded()
  const { productId, kind } = input
  const reason = input.reason.trim()
  if (!reason) throw textRequired({ fields: [{ field: 'reason', message: 'Say why the listing is to be revoked.' }] })
  return ctx.transaction(async (tx) => {
    const listing = await listingOf(ctx.within(tx), productId)
    if (listing?.state !== 'published' && listing?.state !== 'hold') {
      throw cannotRevoke({ name: listing?.name ?? 'This product', state: listing?.state ?? 'not published' })
    }
    const revocation: Revocation = {
      id: ctx.newId<'revocation'>(),
      productId,
      kind,
      reason,
      proposedBy,
      proposedByName: actorName(ctx.actor),
      proposedAt: ctx.clock.now(),
    }
    await revocations(tx).insert(revocation, listing.name)
    await recordAudit(ctx.within(tx), {
      action: 'moderation.revocation_proposed',
      subject: { kind: 'listing', id: productId, name: listing.name },
      reason,
      details: { kind },
    })
    return revocation
  })
}
