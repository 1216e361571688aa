import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { holdingPerson, nameOf } from './access/acting.ts'
import { type ContentHold, type HeldContent, heldName } from './domain/content-hold.ts'
import { heldContentUnknown } from './domain/errors.ts'
import { contentHolds } from './store/content-holds.ts'

export interface HoldContent {
  readonly content: HeldContent
  /** Why, for whoever is refused. */
  readonly reason: string
}

/**
 * Keeps content for an audit or a dispute: nobody deletes it and the collector leaves it alone until the hold is released.
 * Selling and pulling go on; to stop those, put the listing on hold. Throws registry.held_content_unknown.
 */
export async function holdContent(ctx: Context, input: HoldContent): Promise<ContentHold> {
  authorize(ctx, 'registry.hold')
  const { content, reason } = input
  return ctx.transaction(async (tx) => {
    // First of all: whoever is taking content away has then either finished, or will see the hold.
    await contentHolds(tx).lockAlone()
    if (!(await contentHolds(tx).exists(content))) throw heldContentUnknown({ name: heldName(content) })
    const hold: ContentHold = {
      id: ctx.newId(),
      content,
      reason,
      placedAt: ctx.clock.now(),
      placedBy: nameOf(ctx.actor),
    }
    await contentHolds(tx).insert(hold, holdingPerson(ctx.actor))
    await recordAudit(ctx.within(tx), {
      action: 'registry.content_held',
      subject: { kind: 'content_hold', id: hold.id, name: heldName(content) },
      details: { reason },
    })
    return hold
  })
}
