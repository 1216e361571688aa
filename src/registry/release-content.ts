import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { isId } from '../platform/ids.ts'
import { holdingPerson } from './access/acting.ts'
import { type ContentHold, heldName } from './domain/content-hold.ts'
import { holdUnknown } from './domain/errors.ts'
import { contentHolds } from './store/content-holds.ts'

/** Ends a hold: the content may be deleted, and collected when nothing needs it. Throws registry.hold_unknown. */
export async function releaseContent(ctx: Context, input: { readonly holdId: string }): Promise<ContentHold> {
  authorize(ctx, 'registry.hold')
  if (!isId(input.holdId)) throw holdUnknown()
  const id = input.holdId as ContentHold['id']
  return ctx.transaction(async (tx) => {
    const hold = await contentHolds(tx).release(id, holdingPerson(ctx.actor), ctx.clock.now())
    if (!hold) throw holdUnknown()
    await recordAudit(ctx.within(tx), {
      action: 'registry.content_released',
      subject: { kind: 'content_hold', id, name: heldName(hold.content) },
    })
    return hold
  })
}
